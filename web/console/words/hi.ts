// The console in Hindi, as a bank's staff say it: formal and short. A text of the
// sources has its row in one of these files; the test beside them says which lack.
//
//   customer ग्राहक              officer अधिकारी              supervisor पर्यवेक्षक
//   auditor लेखा परीक्षक          audit लेखा परीक्षा            admin एडमिन
//   case मामला                  session सत्र                 line कतार
//   check जाँच                   face match चेहरा मिलान         liveness सजीवता जाँच
//   document दस्तावेज़             recording रिकॉर्डिंग           picture चित्र
//   decision निर्णय               outcome परिणाम               reason कारण
//   approve स्वीकृत करना           reject अस्वीकृत करना          review समीक्षा
//   waiver छूट                   rule नियम                   flag चिह्न
//   hand back वापस भेजना          recapture दोबारा कॉल           appointment अपॉइंटमेंट

import type { Rows } from '../../ui/say.js';
import { call } from './hi/call.js';
import { cases, recording } from './hi/case.js';
import { codes } from './hi/codes.js';
import { audit, decide } from './hi/decide.js';
import { desk } from './hi/desk.js';
import { door } from './hi/door.js';
import { attended, taken } from './hi/files.js';
import { floor, numbers } from './hi/floor.js';
import { frame, times } from './hi/frame.js';
import { rules, server } from './hi/server.js';

/** What the sources say. */
export const said: Rows = { ...frame, ...times, ...door, ...desk, ...call, ...decide, ...audit, ...cases, ...recording, ...floor, ...numbers, ...attended, ...taken };
/** What the server says. */
export const told: Rows = { ...codes, ...server, ...rules };

export const hi: Rows = { ...said, ...told };
