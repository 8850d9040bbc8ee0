// stand-in.js O8 ARGUMENTS…: an o8 whose server answers the requests of o8's own with what the program O8 prints, and no others.
// So the extension can be tested apart from how far the server is. Every other command is O8's.
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const [o8, ...given] = process.argv.slice(2);
if (given[0] !== 'lsp') {
  process.exit(spawnSync(o8, given, { stdio: 'inherit' }).status ?? 1);
}

const run = (...given) => execFileSync(o8, given, { encoding: 'utf8' });

function packageOf(uri) {
  let folder = path.dirname(fileURLToPath(uri));
  while (!existsSync(path.join(folder, 'o8.toml')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
}

const line = (uri, number, from, to) => ({ uri, range: { start: { line: number, character: from }, end: { line: number, character: to } } });

const answers = {
  initialize: () => ({ capabilities: { textDocumentSync: 1 } }),
  shutdown: () => null,
  'o8/compiled': ({ textDocument: { uri }, target = 'prod' }) => {
    const text = run('render', `web@${target}`, packageOf(uri));
    const links = [['image:', 20], ['replicas:', 26]].flatMap(([what, source]) => {
      const generated = text.split('\n').findIndex(text => text.includes(what));
      return generated < 0 ? [] : [{ generated: line(uri, generated, 0, 80).range, source: line(uri, source, 4, 30), kind: 'body' }];
    });
    return { title: 'module web', target, targets: ['dev', 'prod'], text, links };
  },
  'o8/graph': ({ textDocument: { uri }, of, environment }) => {
    const given = ['graph', '--of', of, ...(environment === undefined ? [] : ['--environment', environment]), packageOf(uri)];
    const graph = JSON.parse(run(...given, '--format', 'json'));
    const locations = Object.fromEntries(graph.nodes.map(({ name }) => [name, line(uri, 15, 7, 10)]));
    return { svg: run(...given, '--format', 'svg'), graph, environments: ['dev', 'prod'], locations };
  },
  'o8/matrix': ({ textDocument: { uri } }) => ({
    targets: ['dev', 'prod'],
    modules: [{
      name: 'web', team: 'shop', location: line(uri, 15, 7, 10),
      cells: {
        dev: { version: '1.4.2', image: 'web:1.4.2', replicas: 1, objects: 5, differs: [] },
        prod: { version: '1.4.2', image: 'web:1.4.2', replicas: 3, objects: 5, differs: [{ text: 'deploy.sizing.replicas = 3', location: line(uri, 26, 4, 30) }] },
      },
    }],
  }),
};

function send(message) {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function receive({ id, method, params }) {
  if (method === 'exit') {
    process.exit(0);
  }
  if (id === undefined || method === undefined) {
    return;
  }
  const answer = answers[method];
  if (answer === undefined) {
    return send({ id, error: { code: -32601, message: `${method} is not known` } });
  }
  try {
    send({ id, result: answer(params) });
  } catch (error) {
    send({ id, error: { code: -32603, message: error.message } });
  }
}

let waiting = Buffer.alloc(0);
process.stdin.on('data', data => {
  waiting = Buffer.concat([waiting, data]);
  for (;;) {
    const head = waiting.indexOf('\r\n\r\n');
    const length = head < 0 ? NaN : Number(/Content-Length: (\d+)/i.exec(waiting.subarray(0, head).toString())[1]);
    if (!(waiting.length >= head + 4 + length)) {
      return;
    }
    const text = waiting.subarray(head + 4, head + 4 + length).toString();
    waiting = waiting.subarray(head + 4 + length);
    receive(JSON.parse(text));
  }
});
process.stdin.on('end', () => process.exit(0));
