// From the agreement to the end, without the call itself: loaded as soon as the first screen stands.

import { consent } from '../screens/consent.js';
import { devices } from '../screens/devices.js';
import { end } from '../screens/end.js';
import { waiting } from '../screens/waiting.js';

export { Conversation } from '../call/conversation.js';
export { default as words } from 'words:room';
export { default as css } from '../styles/room.css';
export const screens = { consent, devices, waiting, end };
