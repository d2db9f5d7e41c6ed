// What the walks at the console share: a demo, a browser with a camera, an officer at
// the desk, and whoever joins them.

import { launch } from '../../sdk/web/test/browser/chromium.mjs';
import { Customer } from './customer.mjs';
import { Demo } from './demo.mjs';
import { Officer } from './officer.mjs';

/** A phone in Mumbai that may say where it is. */
export const inMumbai = { context: { geolocation: { latitude: 19.076, longitude: 72.877, accuracy: 20 }, permissions: ['geolocation', 'camera', 'microphone'] } };

export class Office {
  static async open() {
    const o = new Office();
    o.demo = await Demo.start();
    o.camera = await o.demo.camera();
    o.browser = await launch(true, o.camera);
    o.agent = await Officer.at(o.browser, { size: [1280, 800] });
    await o.agent.logIn(o.demo.url, o.demo.console);
    return o;
  }

  async close() {
    await this.browser?.close();
    await this.demo?.stop();
  }

  /** An officer at his desk, watching the line: before somebody waits, for a simulated officer looks once whether a person does. */
  async desk(officer = this.agent) {
    await officer.open(this.demo.url + '/console/test');
    await officer.page.getByText(/^(Nobody waits|\d+ waiting)$/).first().waitFor();
  }

  /** A customer in line; the officer takes them. */
  async meet(name, more, { by = this.agent, phone = {} } = {}) {
    await this.desk(by);
    const session = await this.demo.invite(name, more);
    const customer = await Customer.at(this.browser, phone);
    await customer.toWaiting(session.url);
    const took = await by.takeNext(name);
    await customer.screen('call');
    return { session, customer, took };
  }

  /** Somebody new of the staff, at a browser. */
  async joined(name, role, browser = this.browser) {
    const admin = await Officer.at(this.browser, { size: [1280, 800] });
    await admin.logIn(this.demo.url, this.demo.dashboard);
    const who = await Officer.at(browser, { size: [1280, 800] });
    await who.join(admin, { email: name.split(' ')[0].toLowerCase() + '@example.in', name, password: 'a long password', roles: [role] });
    await admin.leave();
    return who;
  }

  /** The events of a session as the API lists them, oldest first; of some types only. */
  async story(session, ...types) {
    const { data } = await this.demo.ask('GET', `/v1/sessions/${session.id}/events?limit=100`);
    return types.length ? data.filter((e) => types.includes(e.type)) : data;
  }
}
