import 'dart:convert';

/// The version of the messages that this package understands: docs/webview.md.
const contract = 1;

/// What happens during a verification. No event carries personal data or the result: your backend has that by webhook.
sealed class Event {
  const Event();

  /// The event of a message, or null for one that is not ours, is broken, or is newer than this package.
  static Event? decode(Object? json) {
    try {
      final m = jsonDecode(json as String) as Map<String, dynamic>;
      if (m['source'] != 'basekyc' || m['v'] != contract) return null;
      return _event(m['type'] as String, _Members(m['data'] as Map<String, dynamic>));
    } on FormatException {
      return null;
    } on TypeError {
      return null;
    }
  }

  static Event? _event(String type, _Members d) => switch (type) {
        'opened' => Opened(d.string('session_id'), d.string('status')),
        'language' => Language(d.string('language'), d.string('wanted')),
        'screen' => Screen(d.string('screen')),
        'status' => Status(d.string('session_id'), d.string('status'), d.string('sub_status')),
        'scheduled' => Scheduled(d.string('session_id'), d.string('scheduled_at'), d.string('opens_at')),
        'step' => Step(d.string('step'), d.string('progress')),
        'consented' => Consented(d.string('version'), d.string('language')),
        'permission' => Permission(d.boolean('granted')),
        'connection' => Connection(d.string('state')),
        'network' => Network(d.string('quality')),
        'instruction' => Instruction(d.string('kind'), d.stringOrNull('challenge'), d.stringOrNull('document'), d.integerOrNull('attempt')),
        'still' => Still(d.string('id'), d.integer('width'), d.integer('height'), d.string('sha256')),
        'error' => Failure(d.string('code'), d.string('message'), d.boolean('fatal')),
        'finished' => Finished(d.string('session_id'), d.string('status')),
        'back' => Back(d.string('leave')),
        'redirect' => Redirect(d.string('url')),
        'destroyed' => Destroyed(),
        _ => null,
      };
}

/// The members of `data`; one that is missing or of another type is an error.
class _Members {
  const _Members(this.all);
  final Map<String, dynamic> all;

  String string(String name) => all[name] as String;
  int integer(String name) => all[name] as int;
  bool boolean(String name) => all[name] as bool;
  String? stringOrNull(String name) => all[name] as String?;
  int? integerOrNull(String name) => all[name] as int?;
}

class Opened extends Event {
  const Opened(this.sessionId, this.status);
  final String sessionId, status;
}

class Language extends Event {
  const Language(this.language, this.wanted);
  final String language, wanted;
}

class Screen extends Event {
  const Screen(this.screen);
  final String screen;
}

class Status extends Event {
  const Status(this.sessionId, this.status, this.subStatus);
  final String sessionId, status, subStatus;
}

class Scheduled extends Event {
  const Scheduled(this.sessionId, this.scheduledAt, this.opensAt);
  final String sessionId, scheduledAt, opensAt;
}

class Step extends Event {
  const Step(this.step, this.progress);
  final String step, progress;
}

class Consented extends Event {
  const Consented(this.version, this.language);
  final String version, language;
}

class Permission extends Event {
  const Permission(this.granted);
  final bool granted;
}

class Connection extends Event {
  const Connection(this.state);
  final String state;
}

/// How the line of the call is: `good`, `fair` or `poor`.
class Network extends Event {
  const Network(this.quality);
  final String quality;
}

class Instruction extends Event {
  const Instruction(this.kind, this.challenge, this.document, this.attempt);
  final String kind;
  final String? challenge, document;
  final int? attempt;
}

class Still extends Event {
  const Still(this.id, this.width, this.height, this.sha256);
  final String id, sha256;
  final int width, height;
}

/// The event `error`. After a fatal one nothing more happens by itself.
class Failure extends Event {
  const Failure(this.code, this.message, this.fatal);
  final String code, message;
  final bool fatal;
}

class Finished extends Event {
  const Finished(this.sessionId, this.status);
  final String sessionId, status;
}

/// Whether the screen may close: `now`, or `ask` while the customer is in line or in the call.
class Back extends Event {
  const Back(this.leave);
  final String leave;
}

class Redirect extends Event {
  const Redirect(this.url);
  final String url;
}

class Destroyed extends Event {
  const Destroyed();
}
