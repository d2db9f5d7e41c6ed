// Package webm owns the bytes of the recording: a writer for one live segment that needs no goroutine and no seeking,
// a reader that stops at the last whole block of a torn file, and the layout of the final file, in which sizes,
// duration and cues are known before the first byte is written, so that it can be hashed while it is written.
//
// Element ids and layout: RFC 8794 (EBML) and RFC 9559 (Matroska). It knows nothing of calls.
package webm
