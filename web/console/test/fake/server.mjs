// The dashboard's fake server with the console's pages and the desk's routes.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FakeServer } from '../../../dashboard/test/fake/server.mjs';
import { Cases, numbers } from './cases.mjs';

const portrait = readFileSync(fileURLToPath(new URL('../../../../internal/sandbox/puppet/assets/portrait.jpg', import.meta.url)));
const reasons = [['prompting', 'Somebody told the customer what to say or do.'], ['document_forged', 'The document looks forged or altered.'], ['document_copy', 'A copy or a screen was shown instead of the document.'], ['details_mismatch', 'What the customer said does not agree with document or application.'], ['face_mismatch', 'The live face is not the face on the document.'], ['quality_poor', 'Picture or sound was too poor to identify anybody.'], ['other', "Another reason; the officer's note says which."]].map(([code, message]) => ({ code, message }));
const colleagues = [['off_2', 'Farhan Qureshi', true, ['hi', 'en'], []], ['off_3', 'சுப்பிரமணியன் வெங்கடேஸ்வரன் மீனாட்சிசுந்தரம்', true, ['ta', 'en'], ['senior_citizens']], ['off_4', 'D’Souza Maria-Fernandes', false, [], []]].map(([id, name, available, languages, skills]) => ({ id, name, available, languages, skills }));

export class ConsoleServer extends FakeServer {
  /** `roles` of the member; `cases: []` for an account that has none. */
  static async start({ roles = ['agent'], cases, ...wanted } = {}) {
    const s = await super.start({ sessions: 2, ...wanted });
    s.world.me.member.roles = roles;
    s.world.me.member.id = 'off_1';
    s.cases = new Cases(s.world.now);
    if (cases) s.cases.list = cases;
    return s;
  }

  async serve(q, r) {
    const url = new URL(q.url, this.base);
    if (url.pathname.startsWith('/console')) return this.page(r, url.pathname);
    if (!url.pathname.startsWith('/desk/')) return super.serve(q, r);
    const parts = [];
    for await (const p of q) parts.push(p);
    const body = parts.length ? JSON.parse(Buffer.concat(parts)) : undefined;
    const name = q.method + ' ' + url.pathname;
    this.requests.push({ name, query: url.search, body, headers: q.headers });
    if (this.hold[url.pathname]) await this.hold[url.pathname];
    if (this.refuse[name]) return this.problem(r, ...this.refuse[name]);
    if (/\/pictures\//.test(url.pathname)) {
      r.writeHead(200, { 'Content-Type': 'image/jpeg' });
      return r.end(portrait);
    }
    const out = this.desk(name, url.searchParams, body);
    return out === null ? this.problem(r, 404, 'not_found') : this.json(r, 200, out);
  }

  desk(name, query, body) {
    const list = this.cases.list;
    const one = /\/sessions\/(vs_\w+)/.exec(name)?.[1];
    if (one) return list.find((c) => c.id === one) ?? null;
    const fitting = (status, mine) => list.filter((c) => (!status || status.includes(c.status)) && (!mine || c.mine));
    switch (name) {
      case 'POST /desk/token': return { token: 'eyJ.fake', expires_at: new Date(Date.now() + 3_600_000).toISOString() };
      case 'GET /desk/sessions': return { data: fitting(query.get('status')?.split(','), query.get('mine')) };
      case 'POST /desk/search': return { data: body.person ? [] : fitting(body.status), has_more: !body.status && list.length > 20 };
      case 'POST /desk/audits/next': return Object.assign(this.cases.by('in_audit'), { audit: { auditor: { id: 'off_1', name: 'Meera Iyer', simulated: false }, taken_at: new Date().toISOString(), decision: '', reasons: [], note: '', mine: true } });
      case 'GET /desk/reasons': return { data: reasons };
      case 'GET /desk/officers': return { data: colleagues };
      case 'GET /desk/filters': return { officers: colleagues.map((o) => ({ id: o.id, text: o.name })), profiles: [{ id: 'rbi_vcip', text: '' }, { id: 'none', text: '' }], rules: list.find((c) => c.rules.length)?.rules.map((x) => ({ id: x.id, text: x.text })) ?? [] };
      case 'GET /desk/slots': return { time_zone: 'Asia/Kolkata', data: Array.from({ length: 40 }, (_, i) => ({ starts_at: new Date(this.world.now + (i * 7 + 20) * 900_000).toISOString(), ends_at: new Date(this.world.now + (i * 7 + 21) * 900_000).toISOString(), free: i % 5 })) };
      case 'GET /desk/numbers': return numbers(this.world.now, !list.length);
      default: return null;
    }
  }

  async page(r, path) {
    if (!path.startsWith('/console')) return super.page(r, path);
    return super.page(r, path.startsWith('/console/assets/') ? path.replace('/console/assets/', '/console/') : '/console/index.html');
  }
}
