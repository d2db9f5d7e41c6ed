export { Verification, type VerificationHandle, type VerificationProps } from './Verification';
export { contract, decode, type BaseKYCEvent, type EventMap, type EventType } from './events';
