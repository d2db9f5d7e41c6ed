// Reads {secret, headers, body} as JSON from standard input and verifies it as
// receivers with either library would. Prints the event's type, or the error and
// ends with 1.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { Webhook as Svix } from "svix";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  const { type } = new Webhook(secret).verify(body, headers);
  new Svix(secret).verify(body, headers);
  console.log(type);
} catch (e) {
  console.error(`${e.name}: ${e.message}`);
  process.exit(1);
}
