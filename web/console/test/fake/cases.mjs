// Cases as officers meet them: people of many scripts, every status, all evidence.
// Times hang on the moment of the start.

import { dice, ids } from '../../../dashboard/test/fake/ids.mjs';

const minute = 60_000;
const people = [
  ['Asha Rao', 'en'], ['Vikram Singh Rathore', 'hi'], ['சுப்பிரமணியன் வெங்கடேஸ்வரன் மீனாட்சிசுந்தரம் பிள்ளை', 'ta'], ['Priya Menon', 'ml'], ['Mohammed Irfan Sheikh', 'hi'],
  ['अंजलि देशपांडे', 'mr'], ['राजेश कुमार श्रीवास्तव', 'hi'], ['Karthik Subramanian', 'kn'], ['D’Souza Maria-Fernandes', 'en'], ['লক্ষ্মী চট্টোপাধ্যায়', 'bn'], ['Gurpreet Kaur', 'pa'], ['నాగేశ్వరరావు చింతలపాటి', 'te'],
];
const officers = [['off_1', 'Meera Iyer'], ['off_2', 'Farhan Qureshi'], ['off_3', 'சுப்பிரமணியன் வெங்கடேஸ்வரன்']].map(([id, name]) => ({ id, name, simulated: false }));
const order = ['consent', 'liveness', 'document', 'face_match', 'decision'];
const say = (code, message) => ({ code, message });
const rules = [
  ['live_official', 'A live, authorised and trained official conducts the call.', 'mandatory', 'pass', 'A member of staff with the role of an agent conducted the call; his certificate of training, VKYC-2025-0417, is good until 2027-03-31.'],
  ['own_domain', "The call runs on the regulated entity's own domain.", 'mandatory', 'pass', "The call ran on kyc.suryabank.example, the operator's address of this server. Its pages load nothing from elsewhere."],
  ['consent', "The customer's consent is recorded, alteration-proof.", 'mandatory', 'pass', 'Text 2026-10 in hi, on the hash chain since 26-11-2026 14:02:11 IST.'],
  ['geo_tag', "The customer's live position is captured and lies in India.", 'mandatory', 'unavailable', "The customer's position is not captured."],
  ['recording', 'The call is recorded with sound and picture, and the recording is sealed.', 'mandatory', 'unavailable', 'Known once the call is over and the recording is sealed.'],
  ['liveness', 'Liveness and spoofing are checked, not by blinking alone.', 'mandatory', 'pass', '3 of 3 challenges met; passive signal fine (0.941).'],
  ['face_match', 'The face on the document is the live face.', 'mandatory', 'fail', 'The result is uncertain. Similarity 0.271, a match from 0.290.'],
  ['aadhaar_redacted', 'The Aadhaar number is never kept in full.', 'mandatory', 'not_applicable', 'No Aadhaar was asked for.'],
  ['rejected_before', 'Earlier rejections of the customer are considered.', 'mandatory', 'waived', ''],
  ['retention', 'Records are kept for at least five years after the relationship ends.', 'advisory', 'unavailable', 'This server keeps everything, but no date until which it must.'],
];
const flow = { in_progress: 3, interrupted: 2, decided: 5, in_audit: 5, completed: 5, rejected: 5, recapture_required: 5, failed: 2, waiting: 1, joined: 0, created: 0 };

export class Cases {
  constructor(now = Date.now()) {
    this.now = now;
    this.id = ids(dice(20261126));
    this.list = ['in_progress', 'waiting', 'interrupted', 'in_audit', 'completed', 'rejected', 'completed', 'waiting', 'failed', 'completed', 'waiting', 'in_progress', 'recapture_required', 'joined', 'waiting', 'completed', 'canceled', 'expired', 'waiting', 'in_progress', 'completed', 'waiting', 'completed', 'rejected', 'waiting', 'completed', 'scheduled', 'waiting', 'completed', 'waiting'].map((s, i) => this.make(i, s));
  }

  ago(ms) {
    return new Date(this.now - ms).toISOString();
  }

  by(status) {
    return this.list.find((c) => c.status === status);
  }

  make(i, status) {
    const [name, language] = people[i % people.length];
    const done = flow[status] ?? 0;
    const at = (i * 7 + 3) * minute;
    const outcome = { completed: i % 3 ? 'approved' : 'needs_review', rejected: 'rejected', in_audit: 'approved', recapture_required: 'approved' }[status];
    const officer = done > 1 ? officers[i % 3] : null;
    return {
      id: this.id('vs'), livemode: false, version: 1, status, sub_status: outcome === 'needs_review' ? 'needs_review' : '', customer: { name },
      contact: { mobile: '+919800000002', email: 'subramanian.venkateswaran@example.in', reference: 'CUST-' + (48_213 + i), date_of_birth: '1991-04-17' },
      language, verification_type: 'full_kyc', profile: 'rbi_vcip', documents: i % 4 ? ['pan'] : ['pan', 'aadhaar'],
      steps: order.map((id, n) => ({ id, progress: n < done ? 'done' : n === done ? 'current' : 'pending' })), instruction: null,
      officer: officer && { name: officer.name, simulated: i % 5 === 4 }, queue: status === 'waiting' ? { place: 1 } : null,
      created_at: this.ago(at + 4 * minute), queued_at: done > 0 ? this.ago(at / 9 + 12_000) : null, meet_by: status === 'waiting' ? this.ago(at / 9 + 12_000 - 2 * minute) : null,
      priority: ['normal', 'high', 'normal', 'normal', 'low'][i % 5], needs: { language, skills: i % 6 === 1 ? ['senior_citizens'] : [] },
      scheduled_at: status === 'scheduled' ? new Date(this.now + 26 * 60 * minute).toISOString() : null, audit_follows: status === 'in_audit' || status === 'decided', audit_open: status === 'in_audit',
      handed: status === 'scheduled' ? [{ officer: officers[1], cause: 'another_language', to: officers[0].name, at: this.ago(at), scheduled_at: null }, { officer: officers[0], cause: 'appointment', to: '', at: this.ago(at / 2), scheduled_at: new Date(this.now + 26 * 60 * minute).toISOString() }] : i % 7 === 0 ? [{ officer: officers[2], cause: 'another_language', to: officers[0].name, at: this.ago(at / 8), scheduled_at: null }] : [],
      held_for: status === 'waiting' && i % 7 === 0 ? { id: officers[0].id, name: officers[0].name, until: this.ago(-minute) } : null,
      started_at: done > 1 ? this.ago(at / 3) : null, grace_ends_at: status === 'interrupted' ? this.ago(-64_000) : null,
      consent: done > 0 ? { version: '2026-10', language, at: this.ago(at) } : null, simulate: '', running_check: null,
      checks: done > 1 ? this.checks(done, outcome) : [], stills: done > 2 ? [this.picture('pan_front')] : [], notes: '',
      decision: outcome ? { decision: outcome === 'rejected' ? 'reject' : 'approve', outcome, reasons: outcome === 'rejected' ? [say('face_mismatch', 'The live face is not the face on the document.'), say('answers_wrong', 'Questions were answered wrongly, or not at all.')] : outcome === 'needs_review' ? [say('face_match_uncertain', 'The faces are neither clearly the same nor clearly different; an officer must compare them.')] : [], note: i % 2 ? '' : 'Calm, alone in the room; a second look at the card was needed because of the light.', officer: officers[i % 3], at: this.ago(at / 4) } : null,
      audit: status === 'recapture_required' ? { auditor: officers[2], taken_at: this.ago(at / 5), decision: 'recapture', reasons: [say('picture_poor', 'A picture of the evidence is not good enough.')], note: '', mine: false } : null,
      recording: !!outcome, film: 'ready', rules: done > 1 ? rules.map(([id, text, severity, s, detail]) => ({ id, text, severity, status: s, detail, pending: id === 'recording', waivable: id === 'geo_tag', waiver: s === 'waived' ? { rule: id, why: 'Known customer of the branch since 2011; checked at the counter.', by: officers[0], asked_at: this.ago(at), second: officers[1], granted: true } : null })) : [],
      against: done > 1 ? [say('rule_geo_tag', "The customer's live position is captured and lies in India. The customer's position is not captured."), say('face_match_uncertain', 'The faces are neither clearly the same nor clearly different; an officer must compare them.')] : [],
      flags: [], waivers: [],
      asks_position: true, again: status === 'recapture_required' ? ['document_back'] : [], carried_over: [], signals: [{ id: 'camera', level: i % 4 === 2 ? 'high' : 'none', detail: 'Last taken: 640 x 480 at 30 frames a second, facing user.', findings: i % 4 === 2 ? [{ code: 'virtual_camera', level: 'high', message: 'The camera is a program: OBS Virtual Camera. Its picture may come from a file or from another program.' }] : [] }],
      said: outcome ? [{ id: 'm1', from: 'officer', officer: officers[0].name, phrase: 'hear_me', text: 'क्या आप मुझे सुन पा रहे हैं?', english: 'Can you hear me?', at: this.ago(at) }, { id: 'm2', from: 'customer', officer: '', phrase: '', text: 'हाँ, पर आवाज़ धीमी है।', english: '', at: this.ago(at - 9000) }] : [],
      phrases: [{ id: 'hello', text: 'नमस्ते। आप मुझे यहाँ लिख सकते हैं।', english: 'Hello. You can write to me here.' }, { id: 'hear_me', text: 'क्या आप मुझे सुन पा रहे हैं?', english: 'Can you hear me?' }],
      watches: outcome && i % 2 ? [{ officer: { id: 'off_9', name: 'Dev Sharma', simulated: false }, from: this.ago(at), until: this.ago(at - minute), told: 'both', whispered_at: this.ago(at - 20_000), barged_in_at: null }] : [],
      presence: done > 1 ? { customer: status === 'interrupted' ? 'away' : 'picture', officer: 'picture' } : null,
      questions: done > 1 ? [{ id: 'q1', kind: 'moment', language, text: 'आपके पीछे दीवार पर क्या है?', english: 'What is on the wall behind you?', repeated: false, answer: 'satisfactory', words: '' }, { id: 'q2', kind: 'person', language, text: 'आपका जन्म किस जिले में हुआ था?', english: 'In which district were you born?', repeated: true, answer: outcome ? 'unsatisfactory' : null, words: '' }] : [],
      questions_wanted: 2, earlier: done > 1 ? [{ session_id: 'vs_0', status: 'rejected', outcome: 'rejected', prompted: false, created_at: this.ago(90 * 1440 * minute) }, { session_id: 'vs_1', status: 'expired', outcome: null, prompted: false, created_at: this.ago(99 * 1440 * minute) }] : null, rounds: status === 'recapture_required' ? 1 : 0, mine: officer?.id === 'off_1' && status !== 'in_audit',
    };
  }

  picture(label) {
    return { id: this.id('art'), label, at: this.ago(minute), position_ms: 41_000 };
  }

  checks(done, outcome) {
    const check = (kind, verdict, more = {}) => ({ id: this.id('chk'), kind, started_at: this.ago(minute), ended_at: this.ago(0), verdict, reasons: [], thresholds: {}, models: [], face_match: null, liveness: null, document: null, pictures: [], simulated: false, ...more });
    const asked = (kind, passed, ms) => ({ kind, asked_at: this.ago(minute), passed, reaction_ms: ms, ...(passed ? {} : { reason: 'not_met' }) });
    const read = (name, proposal, value = null, changed = false) => ({ name, proposal, confidence: 0.93, value: outcome ? value ?? proposal : value, changed, officer: null });
    const found = [
      check('liveness', 'failed', { reasons: [say('liveness_not_met', 'A movement that was asked for was not seen.')], liveness: { passed: false, verdict: 'failed', score: 0.62, challenges: [asked('turn_left', true, 1420), asked('look_up', false, null)] } }),
      check('liveness', 'passed', { liveness: { passed: true, verdict: 'passed', score: 0.94, challenges: [asked('turn_right', true, 1180), asked('smile', true, 2040), asked('look_down', true, 1610)] }, pictures: [this.picture('live_face')] }),
      check('document', 'passed', { pictures: [this.picture('pan_front'), this.picture('document_face')], document: { type: 'pan', number_masked: 'XXXXX1234F', fields: { number: 'ABCPR1234F', name: 'Asha Rao', father_name: 'Subramanian Venkateswaran Pillai', date_of_birth: '1991-04-17' }, read: [read('number', 'ABCPR1234F', outcome ? null : 'ABCPR1234F'), read('name', 'Asha Rao'), read('father_name', 'Subramanian Venkateswaran Pillai'), read('date_of_birth', '1991-04-17')], checks: [{ id: 'face_found', verdict: 'passed', detail: '' }, { id: 'face_size', verdict: 'passed', detail: '142 px high, at least 90' }, { id: 'text', verdict: 'passed', detail: 'Read as proposals.' }, { id: 'number', verdict: 'passed', detail: 'Right shape; of a person, and the fifth letter fits the name.' }, { id: 'name', verdict: 'review', detail: 'Likeness to the ordered name 0.81, a match from 0.85.' }], simulated: false } }),
      check('face_match', outcome === 'rejected' ? 'failed' : 'review', { reasons: [say('face_match_uncertain', 'The faces are neither clearly the same nor clearly different; an officer must compare them.')], face_match: { score: 0.63, similarity: 0.271, threshold: 0.29, decision: outcome === 'rejected' ? 'no_match' : 'review' }, pictures: [this.picture('live_face'), this.picture('document_face')] }),
    ];
    return found.slice(0, done > 3 ? 4 : done > 2 ? 3 : 2);
  }
}

/** The calls of some days, and who conducted them. */
export function numbers(now, empty = false) {
  const roll = dice(7);
  const day = (n) => { const d = new Date(now - n * 86_400_000); return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`; };
  const of = (n) => { const met = empty ? 0 : Math.round(30 + roll() * 50); return { date: day(n), met, in_target: Math.round(met * 0.8), out_of_target: Math.round(met * 0.2), abandoned: Math.round(met * 0.06), service_level: empty ? null : 0.78, wait_p50_seconds: empty ? null : 24 + roll() * 30, wait_p95_seconds: empty ? null : 90 + roll() * 80, mean_handling_seconds: empty ? null : 230 + roll() * 80 }; };
  return {
    timezone: 'Asia/Kolkata', from: day(13), to: day(0), target_seconds: 120, days: Array.from({ length: 14 }, (_, i) => of(13 - i)), incomplete: false,
    officers: empty ? [] : [...officers, { id: 'off_4', name: 'D’Souza Maria-Fernandes' }].map((o, i) => ({ officer_id: o.id, name: o.name, calls: 1204 - i * 217, mean_handling_seconds: 244 + i * 17, approved: 1011 - i * 190, needs_review: 61, rejected: 44 - i, handed_back: 21, appointments: 12, undecided: 9 })),
    attendance: empty ? [] : officers.map((o, i) => ({ date: day(i), officer_id: o.id, name: o.name, online_seconds: 26_400, in_call_seconds: 17_100 - i * 900, idle_seconds: 5400, break_seconds: 2700, away_seconds: 1200, occupancy: 0.72 })),
    funnel: empty ? [{ step: 'created', reached: 0, ended: 0, on_the_way: 0 }] : [['created', 1250], ['joined', 1104], ['consent', 1071], ['waiting', 1059], ['started', 1010], ['decided', 981], ['completed', 974]].map(([step, reached], i) => ({ step, reached, ended: [61, 12, 4, 31, 22, 3, 0][i], on_the_way: [85, 21, 8, 18, 7, 4, 0][i] })),
  };
}
