import type { Rows } from '../../../ui/say.js';

/** How officers spent their time. */
export const attended: Rows = {
  'Time at the desk': 'डेस्क पर समय',
  'Per day and officer, hours and minutes': 'प्रति दिन और अधिकारी, घंटे और मिनट',
  'Nobody was at the desk': 'डेस्क पर कोई नहीं था',
  'Whoever opens the console as an officer stands here.': 'जो अधिकारी के रूप में कंसोल खोलता है वह यहाँ दिखता है।',
  'Online': 'उपलब्ध',
  'Idle': 'खाली',
  'Break': 'विराम',
  'Away': 'अनुपस्थित',
  'Occupancy': 'व्यस्तता',
  'The newest {n}; a file has all.': 'नवीनतम {n}; फ़ाइल में सब हैं।',
};

/** Files that supervisors take out of the console, and who took them. */
export const taken: Rows = {
  'Take as a file': 'फ़ाइल के रूप में लें',
  'Take the file': 'फ़ाइल लें',
  'Spreadsheet (XLSX)': 'स्प्रेडशीट (XLSX)',
  'Format': 'प्रारूप',
  'Table': 'तालिका',
  'Days': 'दिन',
  'All cases that match, at most 50,000: name and reference of the customer, no mobile, no e-mail address.': 'सभी मेल खाते मामले, अधिकतम 50,000: ग्राहक का नाम और संदर्भ, न मोबाइल, न ई-मेल पता।',
  'What this page shows, in the days of the account.': 'जो यह पृष्ठ दिखाता है, खाते के दिनों के अनुसार।',
  'It is noted that you took it.': 'यह दर्ज होता है कि आपने इसे लिया।',
  'Files taken': 'ली गई फ़ाइलें',
  'Who took cases or numbers out of the console': 'किसने कंसोल से मामले या आँकड़े लिए',
  'Nobody has taken a file': 'किसी ने फ़ाइल नहीं ली है',
  'Supervisors and admins take them on Cases and Numbers.': 'पर्यवेक्षक और एडमिन इन्हें मामले और आँकड़े पृष्ठों पर लेते हैं।',
  'When': 'कब',
  'Who': 'किसने',
  'What': 'क्या',
  'Asked for': 'क्या माँगा',
  'Rows': 'पंक्तियाँ',
  'everything': 'सब कुछ',
  'broken off': 'बीच में रुका',
};
