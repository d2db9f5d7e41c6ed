// Where this device says it is, for a rule of the law: asked once, when the camera
// is allowed. Nothing waits for it, and a refusal ends nothing.

/** The message `position` of api/realtime.md. */
export interface PositionReport {
  latitude?: number; // degrees
  longitude?: number;
  accuracy?: number; // metres
  refused?: 'denied' | 'unavailable' | 'timeout';
  clock: string; // IANA name of the device's time zone
}

const patience = 30_000; // ms: satellites from a cold start indoors
const fresh = 60_000; // ms: a position is live as long

/** Asks the device, and the customer through the browser. */
export function locate(): Promise<PositionReport> {
  const clock = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  return new Promise((done) => {
    const refuse = (e?: GeolocationPositionError) => done({ clock, refused: e?.code === 1 ? 'denied' : e?.code === 3 ? 'timeout' : 'unavailable' });
    if (!navigator.geolocation) return refuse();
    navigator.geolocation.getCurrentPosition(
      ({ coords: c }) => done({ clock, latitude: c.latitude, longitude: c.longitude, accuracy: c.accuracy }),
      refuse,
      { enableHighAccuracy: true, timeout: patience, maximumAge: fresh },
    );
  });
}
