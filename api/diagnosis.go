package api

import "time"

// Diagnosis is what a device without a session may measure itself against.
type Diagnosis struct {
	At         time.Time   `json:"at" doc:"The server's clock"`
	ICEServers []ICEServer `json:"ice_servers" nullable:"false" doc:"The server's own relays, with a credential for two minutes and few allocations. Empty: which ways lead here cannot be looked at"`
}

// ICEServer is an entry of RTCConfiguration.iceServers.
type ICEServer struct {
	URLs       []string `json:"urls" nullable:"false"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}
