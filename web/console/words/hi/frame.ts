import type { Rows } from '../../../ui/say.js';

/** The frame of every page: menu, modes, the person. */
export const frame: Rows = {
  'Skip to the page': 'सीधे पृष्ठ पर जाएँ',
  'Test mode': 'परीक्षण मोड',
  ': nothing here reaches a real customer or an outside system': ': यहाँ से कुछ भी असली ग्राहक या बाहरी प्रणाली तक नहीं जाता',
  'Open the menu': 'मेनू खोलें',
  'Pages': 'पृष्ठ',
  'Mode': 'मोड',
  'Test': 'परीक्षण',
  'Live': 'लाइव',
  'Your profile': 'आपकी प्रोफ़ाइल',
  'Theme: {theme}': 'थीम: {theme}',
  'as the device': 'डिवाइस जैसी',
  'light': 'हल्की',
  'dark': 'गहरी',
  'Log out': 'लॉग आउट',
  'Desk': 'डेस्क',
  'Audit': 'लेखा परीक्षा',
  'Floor': 'फ़्लोर',
  'Numbers': 'आँकड़े',
  'Cases': 'मामले',
  'Elsewhere': 'अन्य',
  'Dashboard': 'डैशबोर्ड',
};

/** How long, and how long ago. */
export const times: Rows = {
  'now': 'अभी',
  'moments': 'कुछ पल',
  '{n} min': '{n} मिनट',
  '{n} h': '{n} घंटे',
  '{n} d': '{n} दिन',
  'in {span}': '{span} में',
  '{span} ago': '{span} पहले',
  '{n} ms': '{n} मि.से.',
  '{n} s': '{n} से.',
  '{m} min {s} s': '{m} मिनट {s} से.',
  '{h} h {m} min': '{h} घंटे {m} मिनट',
};
