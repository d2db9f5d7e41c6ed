// Lucide icons (ISC licence), inlined at build.

import activity from 'lucide-static/icons/activity.svg';
import alert from 'lucide-static/icons/triangle-alert.svg';
import back from 'lucide-static/icons/chevron-left.svg';
import ban from 'lucide-static/icons/ban.svg';
import book from 'lucide-static/icons/book-open.svg';
import camera from 'lucide-static/icons/camera.svg';
import check from 'lucide-static/icons/check.svg';
import chart from 'lucide-static/icons/chart-column.svg';
import circle from 'lucide-static/icons/circle.svg';
import circle_alert from 'lucide-static/icons/circle-alert.svg';
import circle_check from 'lucide-static/icons/circle-check.svg';
import circle_x from 'lucide-static/icons/circle-x.svg';
import clock from 'lucide-static/icons/clock.svg';
import copy from 'lucide-static/icons/copy.svg';
import download from 'lucide-static/icons/download.svg';
import ear from 'lucide-static/icons/ear.svg';
import eye from 'lucide-static/icons/scan-eye.svg';
import face from 'lucide-static/icons/scan-face.svg';
import file from 'lucide-static/icons/file-text.svg';
import film from 'lucide-static/icons/film.svg';
import flask from 'lucide-static/icons/flask-conical.svg';
import gavel from 'lucide-static/icons/gavel.svg';
import hand from 'lucide-static/icons/hand.svg';
import home from 'lucide-static/icons/house.svg';
import hourglass from 'lucide-static/icons/hourglass.svg';
import key from 'lucide-static/icons/key-round.svg';
import keyboard from 'lucide-static/icons/keyboard.svg';
import languages from 'lucide-static/icons/languages.svg';
import link from 'lucide-static/icons/link.svg';
import list from 'lucide-static/icons/list.svg';
import loader from 'lucide-static/icons/loader-circle.svg';
import lock from 'lucide-static/icons/lock.svg';
import logout from 'lucide-static/icons/log-out.svg';
import mail from 'lucide-static/icons/mail.svg';
import megaphone from 'lucide-static/icons/megaphone.svg';
import menu from 'lucide-static/icons/menu.svg';
import message from 'lucide-static/icons/message-square-text.svg';
import mic from 'lucide-static/icons/mic.svg';
import mic_off from 'lucide-static/icons/mic-off.svg';
import moon from 'lucide-static/icons/moon.svg';
import more from 'lucide-static/icons/ellipsis.svg';
import out from 'lucide-static/icons/arrow-up-right.svg';
import palette from 'lucide-static/icons/palette.svg';
import pause from 'lucide-static/icons/pause.svg';
import play from 'lucide-static/icons/play.svg';
import plug from 'lucide-static/icons/plug.svg';
import plus from 'lucide-static/icons/plus.svg';
import refresh from 'lucide-static/icons/refresh-cw.svg';
import roll from 'lucide-static/icons/rotate-cw.svg';
import search from 'lucide-static/icons/search.svg';
import send from 'lucide-static/icons/send.svg';
import settings from 'lucide-static/icons/settings.svg';
import shield from 'lucide-static/icons/shield-check.svg';
import sun from 'lucide-static/icons/sun.svg';
import trash from 'lucide-static/icons/trash-2.svg';
import users from 'lucide-static/icons/users.svg';
import video from 'lucide-static/icons/video.svg';
import webhook from 'lucide-static/icons/webhook.svg';
import x from 'lucide-static/icons/x.svg';

const drawings = {
  activity, alert, back, ban, book, camera, chart, check, circle, circle_alert, circle_check, circle_x, clock, copy, download, ear, eye, face, file, film, flask, gavel,
  hand, home, hourglass, key, keyboard, languages, link, list, loader, lock, logout, mail, megaphone, menu, message, mic, mic_off, moon, more, out, palette, pause, play, plug, plus, refresh, roll, search,
  send, settings, shield, sun, trash, users, video, webhook, x,
};

export type IconName = keyof typeof drawings;

const inner = (svg: string) => svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));

/** An icon beside words: hidden from screen readers. */
export function Icon({ name, class: more = '' }: { name: IconName; class?: string }) {
  return <svg viewBox="0 0 24 24" class={`icon ${more}`} aria-hidden="true" dangerouslySetInnerHTML={{ __html: inner(drawings[name]) }} />;
}
