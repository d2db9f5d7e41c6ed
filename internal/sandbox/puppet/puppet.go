// Package puppet owns the moving pictures and the voices of the sandbox: a
// portrait that turns its head, smiles and holds up a specimen card, an
// impostor, a replay on a phone's screen, and an officer.
//
// Everything is drawn from one embedded portrait and its face mesh, without a
// network: mesh points are rotated, the picture is warped after them, and
// every frame is encoded once as a VP8 key frame that is then only sent.
package puppet

import "fmt"

// Character is who sits before the camera.
type Character string

const (
	// Genuine is the person on the specimen card.
	Genuine Character = "genuine"
	// Mismatch is somebody else who shows the same card.
	Mismatch Character = "mismatch"
	// Spoof is a recording of Genuine, held before the camera on a phone. It
	// does not react to what is asked.
	Spoof Character = "spoof"
	// Agent is the officer at the other end.
	Agent Character = "agent"
)

// ParseCharacter accepts the names above and nothing else.
func ParseCharacter(name string) (Character, error) {
	switch c := Character(name); c {
	case Genuine, Mismatch, Spoof, Agent:
		return c, nil
	}
	return "", fmt.Errorf("unknown character %q: want genuine, mismatch, spoof or agent", name)
}

// Pose is what a character does. Left and right are the person's own, in a
// picture that is not mirrored.
type Pose string

const (
	Ahead     Pose = "ahead"
	TurnLeft  Pose = "turn_left"
	TurnRight Pose = "turn_right"
	LookUp    Pose = "look_up"
	LookDown  Pose = "look_down"
	Smile     Pose = "smile"
	ShowCard  Pose = "show_card"
	Talk      Pose = "talk"
)
