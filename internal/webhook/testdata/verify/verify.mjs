// Reads {secret, headers, body} as JSON from standard input and verifies it as
// a receiver would. Prints the event's type, or the error and ends with 1.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  console.log(new Webhook(secret).verify(body, headers).type);
} catch (e) {
  console.error(`${e.name}: ${e.message}`);
  process.exit(1);
}
