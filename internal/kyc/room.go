package kyc

// How many of its things an account may have. Whoever keeps them asks with the
// number that there are, in the transaction that would add one.

const (
	MaxKeys      = 100 // of a scope, without those that have ended
	MaxClients   = 100 // OAuth clients of a scope
	MaxEndpoints = 25  // webhook endpoints of a scope: each one costs a delivery for every event
	MaxInvites   = 100 // of one account that have not been accepted
)

// RoomForKey judges one more key beside those that have not ended.
func RoomForKey(alive int) error {
	if alive >= MaxKeys {
		return Errorf(Conflict, "too_many_keys", "An account has at most %d API keys in each mode.", MaxKeys)
	}
	return nil
}

// RoomForSuccessor judges a roll: an account that has all its keys must still be
// able to roll each of them, but not without end while the former ones last.
func RoomForSuccessor(alive int) error {
	if alive >= 2*MaxKeys {
		return Errorf(Conflict, "too_many_keys", "%d API keys are good at the same time, former ones in their overlap among them.", alive)
	}
	return nil
}

// RoomForClient judges one more OAuth client.
func RoomForClient(have int) error {
	if have >= MaxClients {
		return Errorf(Conflict, "too_many_clients", "An account has at most %d OAuth clients in each mode.", MaxClients)
	}
	return nil
}

// RoomForEndpoint judges one more webhook endpoint.
func RoomForEndpoint(have int) error {
	if have >= MaxEndpoints {
		return Errorf(Conflict, "too_many_endpoints", "An account has at most %d webhook endpoints in each mode.", MaxEndpoints)
	}
	return nil
}

// RoomForInvite judges one more invitation beside those that wait.
func RoomForInvite(waiting int) error {
	if waiting >= MaxInvites {
		return Errorf(Conflict, "too_many_invitations", "At most %d invitations wait at the same time.", MaxInvites)
	}
	return nil
}
