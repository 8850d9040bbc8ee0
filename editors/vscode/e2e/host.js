// host.js URL FOLDER SUITE PICTURES: runs SUITE/suite.js inside the extension host of the workbench at URL.
// A line `picture NAME SELECTOR` of the suite waits for what the selector names, in the workbench or in a page of an extension, and
// takes a picture. Ends with status 0 where everything passed and was seen.
const { chromium } = require('playwright-core');

const LIMIT = 180_000;

/** Whether something is seen, in any frame of the page. */
async function seen(page, selector) {
  for (let end = Date.now() + 15_000; Date.now() < end;) {
    for (const frame of page.frames()) {
      if (await frame.locator(selector).first().isVisible().catch(() => false)) {
        return true;
      }
    }
    await page.waitForTimeout(100);
  }
  return false;
}

(async () => {
  const [url, folder, suite, pictures] = process.argv.slice(2);
  const authority = new URL(url).host;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // The page is changed below, after which Chromium takes its WebSockets for those of a stranger.
    args: ['--no-sandbox', '--disable-gpu', '--disable-features=LocalNetworkAccessChecks', '--no-first-run'],
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
  const done = new Promise(resolve => {
    page.exposeFunction('codeAutomationExit', code => resolve(code));
    page.exposeFunction('codeAutomationLog', () => undefined);
  });
  const pending = [];
  let missing = 0;
  page.on('console', message => {
    const line = /(?:not ok|ok) - .*|picture .+|\d+ passed, .*/s.exec(message.text())?.[0];
    const [, name, selector] = /^picture (\S+) (.+)/.exec(line ?? '') ?? [];
    if (name !== undefined) {
      pending.push((async () => {
        if (!(await seen(page, selector))) {
          missing += 1;
          console.log(`not ok - ${name}: nothing is seen of ${selector}`);
        }
        await page.screenshot({ path: `${pictures}/${name}.png` });
      })());
    } else if (line !== undefined) {
      console.log(line);
    }
  });
  // A release takes the options of tests only from the configuration in its own page.
  const uri = path => ({ $mid: 1, scheme: 'vscode-remote', authority, path });
  await page.route(address => address.pathname === '/', async route => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/, (_, before, text) => {
      const settings = JSON.parse(text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&'));
      settings.developmentOptions = { ...settings.developmentOptions, extensions: [uri(suite)], extensionTestsPath: uri(`${suite}/suite.js`) };
      return `${before}${JSON.stringify(settings).replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"`;
    });
    await route.fulfill({ response, body });
  });
  await page.goto(`${url}?folder=${encodeURIComponent(folder)}`);
  const code = await Promise.race([done, new Promise(resolve => setTimeout(() => resolve('too late'), LIMIT))]);
  await Promise.all(pending);
  await browser.close();
  process.exit(code === 0 && missing === 0 ? 0 : 1);
})().catch(error => {
  console.error(error);
  process.exit(1);
});
