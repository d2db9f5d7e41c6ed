// What the customer sees of the call: loaded after the room, before anybody answers.

import { call } from '../screens/call.js';

export { default as words } from 'words:call';
export { default as css } from '../styles/calling.css';
export const screens = { call };
