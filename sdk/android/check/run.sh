#!/bin/bash
# Compiles library and sample against stubs.txt, then runs Decode.kt. Needs the Debian packages kotlin and libandroid-json-java.
set -euo pipefail
cd "$(dirname "$0")"
json=/usr/share/java/com.android.json.jar
command -v kotlinc javac >/dev/null && test -f "$json" || { echo "needs kotlinc, javac and $json"; exit 1; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
awk -v work="$work/stubs/" '/^\/\/ FILE /{f=work $3; d=f; sub("/[^/]*$","",d); system("mkdir -p " d); next} f{print > f}' stubs.txt
javac -nowarn -d "$work/android" $(find "$work/stubs" -name '*.java')
kotlinc -jvm-target 1.8 -cp "$work/android:$json" -include-runtime -d "$work/app.jar" $(find ../basekyc ../sample -name '*.kt') Decode.kt
java -cp "$work/app.jar:$work/android:$json" io.basekyc.DecodeKt
