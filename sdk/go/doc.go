// Package basekyc is the Go client of BASEKYC: the backend's API with retries
// and webhook verification, and the doors of the two parties of a call.
package basekyc
