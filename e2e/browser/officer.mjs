// An officer at the real console: what stands there, and the only things one can do.

import { Customer } from './customer.mjs';

export class Officer extends Customer {
  /** Logs in to the console. */
  async logIn(url, { email, password }) {
    await this.open(url + '/console');
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.press('Log in');
    await this.page.locator('.rail').waitFor();
    this.faults.length = 0; // the browser's own word that nobody was logged in yet
  }

  /** Joins the staff by an invitation that an admin's page makes. */
  async join(admin, { email, name, password, roles }) {
    const { url } = await admin.page.evaluate((body) => fetch('/v1/invitations', {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'BaseKYC-Mode': 'test', 'Idempotency-Key': body.email }, body: JSON.stringify(body),
    }).then((r) => r.json()), { email, roles });
    await this.open(url);
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Password').fill(password);
    await this.press('Join');
    await this.page.locator('.rail').waitFor();
    this.faults.length = 0;
  }

  /** Takes whoever waits longest, and sees them: ms from the press to the first picture. */
  async takeNext(name) {
    await this.page.locator('.line strong', { hasText: name }).first().waitFor();
    await this.page.evaluate(first);
    await this.press('Take the next customer');
    await this.page.locator('.call-stage').waitFor();
    await this.sees();
    return this.page.evaluate(() => Math.round(window.taken.picture - window.taken.pressed));
  }

  /** Waits until the customer's picture moves. */
  sees() {
    return this.page.waitForFunction(() => {
      const v = document.querySelector('.call-stage .theirs');
      return v && v.videoWidth > 0 && v.currentTime > 0.3;
    });
  }

  /** Fails if the page is wider than its window at some width. */
  async fits() {
    for (const width of [390, 760, 1024, 1280, 1600]) {
      await this.page.setViewportSize({ width, height: this.size[1] });
      await this.page.waitForFunction(() => document.documentElement.scrollWidth === document.documentElement.clientWidth, null, { timeout: 5_000 })
        .catch(() => { throw new Error(`${this.page.url()} is cut off at ${width}`); });
    }
    await this.page.setViewportSize({ width: this.size[0], height: this.size[1] });
  }

  /** Starts a step by its key. */
  step(n) {
    return this.page.keyboard.press(String(n));
  }

  /** Lets chance draw the questions, and judges every answer. */
  async question(answer = 'Right') {
    await this.page.keyboard.press('q');
    const asked = this.page.locator('.questions').getByRole('group');
    await asked.first().waitFor();
    for (const q of await asked.all()) {
      await q.getByRole('button', { name: answer, exact: true }).click();
      await q.locator('[aria-pressed="true"]').waitFor();
    }
  }

  /** Says field by field what the document shows, by the keyboard alone; what is not given stays as it was read. */
  async confirm(values) {
    await this.page.keyboard.press('d');
    const dialog = this.page.locator('dialog[open]');
    const inputs = dialog.locator('input');
    await inputs.first().waitFor(); // the dialog opens a moment after the key
    const n = await inputs.count();
    await this.shot('42-fields');
    for (let i = 0; i < n; i++) {
      const name = await inputs.nth(i).getAttribute('aria-label');
      await this.page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, name);
      if (values[name] !== undefined) await this.page.keyboard.type(values[name]);
      if (i === n - 1) await this.fits();
      await this.page.keyboard.press('Enter');
    }
    await dialog.waitFor({ state: 'detached' });
    await this.page.getByText('Fields confirmed').waitFor();
  }

  /** Waits for what a check found. */
  found(kind, verdict) {
    return this.page.getByRole('region', { name: kind }).getByText(verdict, { exact: true }).first().waitFor();
  }

  /** Waits for a check that began, and repeats it like a patient person: on a busy machine the film of the camera may miss a movement. */
  async settle(n, kind) {
    for (let tries = 1; ; tries++) {
      const verdict = this.page.getByRole('region', { name: kind }).locator('.badge').filter({ hasText: /Passed|Failed|Uncertain|Not computed/ }).first();
      await verdict.waitFor();
      if (tries === 3 || (await verdict.textContent()).includes('Passed')) return this.found(kind, 'Passed');
      await this.step(n);
      await this.page.locator('.steps .runs').waitFor();
      await this.page.locator('.steps .runs').waitFor({ state: 'detached' });
    }
  }

  /** Opens the dialog of a decision and confirms it. */
  async decide(button, { yes = button, reasons = [] } = {}) {
    await this.page.getByRole('group', { name: /Decision|Audit/ }).getByRole('button', { name: button, exact: true }).click();
    const dialog = this.page.locator('dialog[open]');
    for (const r of reasons) await dialog.getByText(r).click();
    await dialog.getByRole('button', { name: yes, exact: true }).click();
    const refused = dialog.locator('[role="alert"]').waitFor().then(async () => { throw new Error('refused: ' + await dialog.textContent()); });
    refused.catch(() => undefined); // what comes after the dialog has gone is nobody's
    await Promise.race([dialog.waitFor({ state: 'hidden' }), refused]);
  }
}

/** Runs in the page: notes when the next button was pressed and when a customer's picture came. */
function first() {
  window.taken = {};
  addEventListener('click', () => { window.taken.pressed = performance.now(); }, { capture: true, once: true });
  const look = () => {
    const v = document.querySelector('.call-stage .theirs');
    if (v) v.requestVideoFrameCallback(() => { window.taken.picture = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
}
