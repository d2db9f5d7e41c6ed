import { at } from '../../member/state/place.js';
import { ButtonLink } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';

export function Lost() {
  return <><PageHead name="Not found" title="Not found" /><div class="panel"><Empty icon="search" title="There is no such page" action={<ButtonLink href={at('/')}>Go home</ButtonLink>}>The address may be mistyped.</Empty></div></>;
}
