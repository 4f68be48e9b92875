#!/usr/bin/env python3
"""Opens a report.html in headless Chromium as its readers do, checks what a browser alone can tell, takes pictures.

    tests/e2e/report_screenshots.py OUT/report.html PICTURES

Light, dark, on a phone (390 px), with scripts blocked, and printed. Checks: no script fails, no request leaves the
page, every chart is drawn, nothing is wider than the phone, the table stands without scripts, the printed report is
no book. Exit codes: 0 good, 1 a check failed, 77 there is no Chromium (skipped).
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
         '--hide-scrollbars', '--remote-debugging-pipe']
PATIENCE_SECONDS = 90
MOST_SHEETS = 25
VIEWS = {'light': {}, 'dark': {'dark': True}, 'phone': {'width': 390}, 'blocked': {'scripts': False}}

FACTS = """(() => {
  const shown = (element) => Boolean(element) && element.getClientRects().length > 0;
  const plots = [...document.querySelectorAll('.plot')];
  return JSON.stringify({
    plots: plots.length,
    drawn: plots.filter((plot) => plot.querySelectorAll('svg path').length > 3).length,
    rows: [...document.querySelectorAll('.comparison tbody tr')].filter(shown).length,
    bars: shown(document.querySelector('svg.bars')),
    filter: Boolean(document.querySelector('.filter:not([hidden])')),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  });
})()"""


class Browser:
    """One headless Chromium, spoken to over its debugging pipe: JSON messages that end with a zero byte."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def place_pipes():  # the browser reads from descriptor 3 and writes to 4
            reader, writer = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reader, 3)
            os.dup2(writer, 4)

        self.process = subprocess.Popen([program, *FLAGS, f'--user-data-dir={self.profile.name}', 'about:blank'],
                                        preexec_fn=place_pipes, close_fds=False, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b''
        self.events = []
        self.next_id = 0
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.write_end)
        os.close(self.read_end)
        self.profile.cleanup()

    def receive(self):
        while b'\0' not in self.buffer:
            block = os.read(self.read_end, 1 << 20)
            if not block:
                sys.exit('the browser went away')
            self.buffer += block
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.next_id += 1
        message = {'id': self.next_id, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.write_end, data):]
        while True:
            answer = self.receive()
            if answer.get('id') == self.next_id:
                if 'error' in answer:
                    sys.exit(f'{method}: {answer["error"]["message"]}')
                return answer['result']
            self.events.append(answer)

    def new_page(self):
        self.session = None
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        self.events = []
        for domain in ('Page', 'Runtime', 'Network'):
            self.call(f'{domain}.enable')

    def wait_for(self, event):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not any(e.get('method') == event for e in self.events):
            if time.monotonic() > deadline:
                sys.exit(f'no {event} within {PATIENCE_SECONDS} s')
            self.events.append(self.receive())

    def evaluate(self, expression):
        return self.call('Runtime.evaluate', expression=expression)['result']['value']


def view(browser, report, picture, *, width=1240, scripts=True, dark=False):
    """Takes a picture of the whole page and gives back what the page shows."""
    browser.new_page()
    scheme = {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}
    browser.call('Emulation.setEmulatedMedia', features=[scheme])
    browser.call('Emulation.setDeviceMetricsOverride', width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
    browser.call('Emulation.setScriptExecutionDisabled', value=not scripts)
    browser.call('Page.navigate', url=report.as_uri())
    browser.wait_for('Page.loadEventFired')
    facts = json.loads(browser.evaluate(FACTS))
    clip = {'x': 0, 'y': 0, 'width': width, 'height': facts['height'], 'scale': 1}
    shot = browser.call('Page.captureScreenshot', format='png', captureBeyondViewport=True, clip=clip)
    picture.write_bytes(base64.b64decode(shot['data']))
    facts['errors'] = [e['params']['exceptionDetails'].get('exception', {}).get('description', 'error')
                       for e in browser.events if e.get('method') == 'Runtime.exceptionThrown']
    sent = [event for event in browser.events if event.get('method') == 'Network.requestWillBeSent']
    requested = [event['params']['request']['url'] for event in sent]
    facts['requests'] = [url for url in requested if url != report.as_uri() and not url.startswith('data:')]
    return facts


def failures_of(name, facts, scripts):
    checks = {
        'no script fails': not facts['errors'],
        'no request leaves the page': not facts['requests'],
        'the table has its rows': facts['rows'] > 10,
        'nothing is wider than the page': facts['overflow'] <= 0,
        'charts are there with scripts only': facts['plots'] > 4 if scripts else facts['plots'] == 0,
        'every chart is drawn': facts['drawn'] == facts['plots'],
        'bars stand in for charts': facts['bars'] != scripts,
        'the script ran to its end': facts['filter'] == scripts,
    }
    return [f'{name}: {what}' for what, holds in checks.items() if not holds]


def print_to(browser, report, paper):
    """Prints the page and gives back how many sheets that takes, from the page objects of the file."""
    browser.new_page()
    browser.call('Emulation.setDeviceMetricsOverride', width=1240, height=900, deviceScaleFactor=1, mobile=False)
    browser.call('Page.navigate', url=report.as_uri())
    browser.wait_for('Page.loadEventFired')
    printed = base64.b64decode(browser.call('Page.printToPDF', printBackground=True)['data'])
    paper.write_bytes(printed)
    return printed.count(b'/Type /Page\n')


def chromium():
    """The browser's path; None if there is none."""
    return shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')


def failures_of_report(report, pictures, views=tuple(VIEWS)):
    """Takes the pictures and gives back what is wrong, as sentences."""
    pictures.mkdir(parents=True, exist_ok=True)
    failures = []
    with Browser(chromium()) as browser:
        for name in views:
            facts = view(browser, report, pictures / f'{name}.png', **VIEWS[name])
            print(name, facts)
            failures += failures_of(name, facts, VIEWS[name].get('scripts', True))
        if 'light' not in views:
            return failures
        sheets = print_to(browser, report, pictures / 'paper.pdf')
        print('paper', sheets, 'sheets')
        if not 1 < sheets <= MOST_SHEETS:
            failures.append(f'paper: {sheets} sheets')
    return failures


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if chromium() is None:
        print('no Chromium: skipped')
        sys.exit(77)
    failures = failures_of_report(pathlib.Path(sys.argv[1]).resolve(strict=True), pathlib.Path(sys.argv[2]).resolve())
    for failure in failures:
        print('FAILED', failure)
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
