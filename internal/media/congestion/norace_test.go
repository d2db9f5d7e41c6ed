//go:build !race

package congestion

const racing = false
