// Sends a picture to the server, and tells how far it is: fetch cannot, XMLHttpRequest can.

import { BaseKYCError } from '../types/errors.js';
import { parse, problem, type Door } from './door.js';

export interface Still {
  id: string;
  width: number;
  height: number;
  sha256: string;
}

/** Sends a picture; `progress` hears the part that is sent, 0 to 1. */
export function sendStill(door: Door, picture: Blob, document: string, side: string, progress: (part: number) => void, cancel: AbortSignal): Promise<Still> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    const lost = () => reject(new BaseKYCError('network_error', 'the picture could not be sent'));
    x.open('POST', door.base + '/customer/stills?' + new URLSearchParams({ document, side }));
    for (const [name, value] of Object.entries(door.headers())) x.setRequestHeader(name, value);
    x.setRequestHeader('Content-Type', picture.type);
    x.timeout = 90_000; // 12 MB on a slow line
    x.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    x.onerror = x.ontimeout = x.onabort = lost;
    x.onload = () => {
      const body = parse(x.responseText);
      if (x.status === 201) resolve(body as Still);
      else reject(problem(x.status, body, x.getResponseHeader('Retry-After')));
    };
    cancel.addEventListener('abort', () => x.abort(), { once: true });
    if (cancel.aborted) return lost();
    x.send(picture);
  });
}
