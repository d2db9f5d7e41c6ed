import 'package:basekyc/basekyc.dart';
import 'package:flutter/material.dart';

void main() => runApp(const MaterialApp(home: Start()));

/// Takes the `url` of a session. In an app of yours it comes from your backend, which created the session.
class Start extends StatefulWidget {
  const Start({super.key});

  @override
  State<Start> createState() => _StartState();
}

class _StartState extends State<Start> {
  final _link = TextEditingController();
  String _said = '';

  void _verify() {
    Navigator.push(
      context,
      MaterialPageRoute<void>(
        builder: (screen) => Scaffold(
          body: SafeArea(
            child: Verification(
              link: _link.text.trim(),
              onEvent: (event) => setState(() {
                if (event is Finished) _said = 'Thank you. We will tell you the result.';
                if (event case Failure(:final code, fatal: true)) _said = code;
              }),
              onClose: (_) => Navigator.of(screen).pop(),
            ),
          ),
        ),
      ),
    );
  }

  @override
  Widget build(BuildContext context) => Scaffold(
        body: SafeArea(
          child: Column(children: [
            TextField(controller: _link, decoration: const InputDecoration(hintText: 'url of POST /v1/sessions'), autocorrect: false),
            FilledButton(onPressed: _verify, child: const Text('Verify')),
            Text(_said),
          ]),
        ),
      );
}
