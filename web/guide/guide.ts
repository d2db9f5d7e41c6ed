// What a guide's page does beyond text: every snippet can be copied.

for (const block of document.querySelectorAll<HTMLElement>('main pre')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector('code')?.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed here'; // browsers give the clipboard to https and loopback only
    }
  });
  button.addEventListener('blur', () => (button.textContent = 'Copy'));
  const frame = document.createElement('div');
  frame.className = 'snippet';
  block.tabIndex = 0; // a long line is scrolled by keyboard too
  block.replaceWith(frame);
  frame.append(block, button);
}

// A table that is wider than a phone scrolls inside its own frame.
for (const table of document.querySelectorAll('main table')) {
  const frame = document.createElement('div');
  frame.className = 'table';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
