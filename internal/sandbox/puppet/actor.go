package puppet

import "time"

// How long a person takes to react to a prompt, and to move.
const (
	reaction = 400 * time.Millisecond
	rampTime = 450 * time.Millisecond
)

// Actor plays one character in one call: it follows instructions by way of
// natural motions. It is not safe for concurrent use; the stage it reads is.
type Actor struct {
	stage *Stage
	pose  Pose    // what it is in, or on the way to or from
	share float64 // 0 is Ahead, 1 is in the pose
	asked Pose
	due   time.Time // when it starts to follow asked
	began time.Time
	last  time.Time
}

// NewActor starts a character looking ahead.
func NewActor(stage *Stage, now time.Time) *Actor {
	return &Actor{stage: stage, pose: Ahead, asked: Ahead, began: now, last: now}
}

// Instruct asks for a pose. Only the newest instruction counts, and asking
// again for the same changes nothing. A pose that the character does not know
// leaves it looking ahead.
func (a *Actor) Instruct(pose Pose, now time.Time) {
	if !a.stage.Knows(pose) {
		pose = Ahead
	}
	if pose == a.asked {
		return
	}
	a.asked, a.due = pose, now.Add(reaction)
}

// Frame is the VP8 key frame to send now; its bytes are shared by all actors.
// Time must not run backwards; if it does the head holds still.
func (a *Actor) Frame(now time.Time) []byte { return a.stage.Frame(a.moment(now)) }

// moment moves the head on to now and says where it is.
func (a *Actor) moment(now time.Time) (Pose, float64) {
	passed := max(0, now.Sub(a.last))
	a.last = now
	if !now.Before(a.due) {
		passed = min(passed, now.Sub(a.due)) // what passed before it reacted does not count
		a.follow(float64(passed) / float64(rampTime))
	}
	beat := float64(now.Sub(a.began)%LoopPeriod) / float64(LoopPeriod)
	if a.pose == Ahead || a.share >= 1 {
		return a.pose, 1 + max(0, beat)
	}
	return a.pose, a.share
}

// follow spends so many ramps on the way out of the old pose and into the new.
func (a *Actor) follow(ramps float64) {
	if a.pose != a.asked {
		spent := min(ramps, a.share)
		a.share -= spent
		ramps -= spent
		if a.share > 0 {
			return
		}
		a.pose = a.asked
	}
	if a.pose == Ahead || len(a.stage.tracks[a.pose].ramp) == 0 {
		a.share = 0
		if a.pose != Ahead {
			a.share = 1
		}
		return
	}
	a.share = min(1, a.share+ramps)
}
