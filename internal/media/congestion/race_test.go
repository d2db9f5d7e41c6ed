//go:build race

package congestion

// racing: goroutines take turns at random.
const racing = true
