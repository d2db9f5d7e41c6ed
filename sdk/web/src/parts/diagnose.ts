// The check of a device: loaded by who asks for it.

export { diagnose } from '../diagnose/diagnose.js';
