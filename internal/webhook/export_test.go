package webhook

// Stopping is closed by Close before it waits: from then on no attempt begins.
func (d *Dispatcher) Stopping() <-chan struct{} { return d.stop }
