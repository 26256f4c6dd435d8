import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { tarGz } from '../../scripts/tar.mjs';
import {
  answersIn,
  filesCommand,
  inWords,
  mustAsk,
  questionsCommand,
  toReview,
  withAnswer,
  type Answers,
  type NewPack,
  type Question,
} from '../../src/questions';

/** The binary under test, and the folder of the extension. */
const { PACK_LSP: binary = '', EXTENSION: extension = '' } = process.env;

const home = mkdtempSync(join(tmpdir(), 'pack-lsp-unit-'));
after(() => {
  server.kill();
  rmSync(home, { recursive: true });
});

interface Message {
  readonly id: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A server, which answers one request after the other. */
const server = spawn(binary, ['serve', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
let received = Buffer.alloc(0);
const waiting = new Map<number, (reply: Message) => void>();
server.stdout.on('data', (data: Buffer) => {
  received = Buffer.concat([received, data]);
  for (;;) {
    const end = received.indexOf('\r\n\r\n');
    const length = Number(/Content-Length: (\d+)/.exec(received.toString('latin1', 0, Math.max(end, 0)))?.[1]);
    if (end < 0 || received.length < end + 4 + length) {
      return;
    }
    const message = JSON.parse(received.toString('utf8', end + 4, end + 4 + length)) as Message;
    received = received.subarray(end + 4 + length);
    if (message.method === undefined) {
      waiting.get(message.id)?.(message);
    }
  }
});

let last = 0;

function send(message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function request<T>(method: string, params: object): Promise<T> {
  const id = ++last;
  const reply = await new Promise<Message>(resolve => {
    waiting.set(id, resolve);
    send({ id, method, params });
  });
  if (reply.error !== undefined) {
    throw new Error(reply.error.message);
  }
  return reply.result as T;
}

const begun = request('initialize', { processId: null, rootUri: null, capabilities: {} }).then(() => {
  send({ method: 'initialized', params: {} });
});

async function execute<T>(command: string, argument: object): Promise<T> {
  await begun;
  return request<T>('workspace/executeCommand', { command, arguments: [argument] });
}

const ask = (answers: Answers) => execute<Question[]>(questionsCommand, { answers });

const archive = tarGz([
  { name: 'redis/Chart.yaml', data: Buffer.from('apiVersion: v2\nname: redis\nversion: 3.1.4\n') },
  { name: 'redis/values.yaml', data: Buffer.from('replicas: 1\n') },
  {
    name: 'redis/templates/service.yaml',
    data: Buffer.from(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: redis\nspec:\n  ports: [{port: {{ .Values.replicas }}}]\n',
    ),
  },
]);
writeFileSync(join(home, 'redis-3.1.4.tgz'), archive);
const chart = { chart: [pathToFileURL(join(home, 'redis-3.1.4.tgz')).href] };

/** Makes a pack as the wizard does, and returns what `pack-lsp check` says of it. */
async function problemsOf(answers: Answers): Promise<string> {
  assert.equal(mustAsk(await ask(answers)), undefined);
  const parent = mkdtempSync(join(home, 'case-'));
  const made = await execute<NewPack>(filesCommand, { answers, parent: pathToFileURL(parent).href });
  const folder = join(parent, decodeURIComponent(made.folder.replace(/^.*\//, '')));
  for (const { path, text, base64 } of made.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text ?? Buffer.from(base64 ?? '', 'base64'));
  }
  const config = join(home, 'all.yaml');
  writeFileSync(config, 'checks:\n  pack/dir-name: hint\n');
  return spawnSync(binary, ['check', '--fail-on=hint', `--config=${config}`, folder], { encoding: 'utf8' }).stdout;
}

test('a new pack has no problems, whatever is chosen', async () => {
  for (const source of [{ from: ['nothing'], name: ['demo'] }, chart] as Answers[]) {
    for (const question of (await ask(source)).filter(q => q.choices !== undefined && q.key !== 'from')) {
      for (const { value } of question.choices ?? []) {
        const answers = withAnswer(source, question.key, [value]);
        assert.equal(await problemsOf(answers), '', `${question.key} ${value}`);
      }
    }
  }
});

test('names that look like something else are no problem', async () => {
  for (const name of ['1', '1.0', 'no', 'null', 'a_b.c-d', '0x1f', '1e3']) {
    assert.equal(await problemsOf({ from: ['nothing'], name: [name] }), '', name);
  }
});

test('names that no pack can have are refused', async () => {
  for (const name of ['', 'Upper', 'a b', '-a', 'a-', 'a---b.', 'ä', '../a', 'a/b', 'web-1.2.3']) {
    const open = mustAsk(await ask({ from: ['nothing'], name: [name] }));
    assert.equal(open?.key, 'name', name);
  }
});

test('an operating system is asked for its image', async () => {
  let answers: Answers = { from: ['image'] };
  const asked: string[] = [];
  for (let open = mustAsk(await ask(answers)); open !== undefined; open = mustAsk(await ask(answers))) {
    asked.push(open.key);
    answers = withAnswer(answers, open.key, [open.choices?.[0]?.value ?? 'some']);
  }
  assert.deepEqual(asked, ['name', 'cloud-types', 'image-id', 'image-owner', 'cloud-region', 'ssh-username']);
  assert.equal(await problemsOf(answers), '');
});

test('all clouds go with no other', async () => {
  const answers = { from: ['nothing'], name: ['demo'], 'cloud-types': ['all', 'aws'] };
  assert.match(mustAsk(await ask(answers))?.problem ?? '', /all includes the other clouds/);
});

test('a chart that cannot be read is asked for again', async () => {
  writeFileSync(join(home, 'none.tgz'), 'nothing');
  for (const file of ['none.tgz', 'absent.tgz']) {
    const open = mustAsk(await ask({ chart: [pathToFileURL(join(home, file)).href] }));
    assert.equal(open?.key, 'chart');
    assert.ok(open.problem);
  }
});

test('what a pack is made from goes with the way in which it is made', () => {
  assert.deepEqual(withAnswer({ ...chart, name: ['a'] }, 'from', ['nothing']), { name: ['a'], from: ['nothing'] });
  assert.deepEqual(withAnswer({ name: ['a'] }, 'name', undefined), {});
});

test('several answers have commas between them', () => {
  const question = { key: 'k', title: 'T', text: 'S.', answer: [] };
  assert.deepEqual(answersIn(question, ' a, b '), ['a, b']);
  assert.deepEqual(answersIn({ ...question, many: true }, ' a, b,'), ['a', 'b']);
  assert.deepEqual(answersIn({ ...question, many: true }, ''), []);
});

test('files are shown by their names, and rare questions last', () => {
  const question = { key: 'k', title: 'T', text: 'S.', answer: ['file:///a/b.tgz', 'c'], files: true };
  assert.equal(inWords(question), 'b.tgz, c');
  const rare = { ...question, key: 'rare', rare: true };
  assert.deepEqual(
    toReview([rare, question]).map(({ key }) => key),
    ['k', 'rare'],
  );
});

test('archives are read by tar as they were written', () => {
  writeFileSync(join(home, 'a.tgz'), archive);
  const listed = execFileSync('tar', ['-tzf', join(home, 'a.tgz')], { encoding: 'utf8' });
  assert.deepEqual(listed.trim().split('\n'), [
    'redis/Chart.yaml',
    'redis/values.yaml',
    'redis/templates/service.yaml',
  ]);
});

test('the manifest of the extension has the settings of the binary', () => {
  const folder = mkdtempSync(join(home, 'settings-'));
  writeFileSync(join(folder, '.pack-lsp.yaml'), 'nothing: 1\n');
  writeFileSync(join(folder, 'pack.json'), '{}');
  const { stdout } = spawnSync(binary, ['check', folder], { encoding: 'utf8' });
  const known = /unknown setting "nothing" \(one of (.*)\)/.exec(stdout)?.[1]?.split(', ');
  const { contributes } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: object } };
  };
  const offered = Object.keys(contributes.configuration.properties).map(key => key.replace(/^packLsp\./, ''));
  assert.deepEqual(offered.filter(key => !['server.path', 'trace.server'].includes(key)).sort(), known?.sort());
});

test('the manifest of the extension has the checks of the binary', () => {
  execFileSync(process.execPath, [join(extension, 'scripts/checks.mjs'), binary, '--verify'], { stdio: 'pipe' });
});
