// Checks fincluster.v1 with @grpc/grpc-js.
//
// Usage: node assistant.mjs ADDRESS INCLUDE_DIR
// The include directory holds fincluster/v1. One line per check, exit status 1 if one failed.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import assert from 'node:assert/strict';

const [address, includeDir] = process.argv.slice(2);
const definition = protoLoader.loadSync(
  ['fincluster/v1/assistant.proto', 'fincluster/v1/sessions.proto', 'fincluster/v1/embeddings.proto', 'fincluster/v1/cluster.proto'],
  { includeDirs: [includeDir], keepCase: true, enums: String, longs: Number, defaults: true, oneofs: true });
const { Assistant, Sessions, Embeddings, Cluster } = grpc.loadPackageDefinition(definition).fincluster.v1;
const insecure = grpc.credentials.createInsecure();
const assistant = new Assistant(address, insecure);
const sessions = new Sessions(address, insecure);
const embeddings = new Embeddings(address, insecure);
const cluster = new Cluster(address, insecure);

const deadline = (milliseconds = 60_000) => ({ deadline: Date.now() + milliseconds });
const ask = (content, more = {}) => ({ messages: [{ role: 'ROLE_USER', content }], sampling: { temperature: 0 }, ...more });

const unary = (stub, method, request) => new Promise((resolve, reject) =>
  stub[method](request, new grpc.Metadata(), deadline(), (error, reply) => (error ? reject(error) : resolve(reply))));

const collect = stream => new Promise((resolve, reject) => {
  const all = [];
  stream.on('data', message => all.push(message)).on('end', () => resolve(all)).on('error', reject);
});

const textOf = events => events.map(event => event.delta?.text ?? '').join('');

const errorOf = async call => {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
};

const checks = {
  async chat() {
    const events = await collect(assistant.Chat(ask('什么是LPR？'), deadline()));
    assert.equal(events[0].event, 'started');
    assert.equal(events.at(-1).event, 'finished');
    assert.ok(textOf(events).startsWith('LPR是贷款市场报价利率'), textOf(events));
    assert.equal(events.at(-1).finished.reason, 'FINISH_REASON_STOP');
    assert.equal(events.at(-1).finished.usage.completion_tokens, events.flatMap(event => event.delta?.token_ids ?? []).length);
  },

  async sessionsAndTurns() {
    const session = await unary(sessions, 'CreateSession', {});
    await collect(assistant.Chat(ask('可转债是什么？', { session_id: session.id }), deadline()));
    const second = await collect(assistant.Chat(ask('那它有什么风险？', { session_id: session.id, session_version: 1 }), deadline()));
    assert.ok(textOf(second).startsWith('可转债的主要风险'));
    assert.equal(second.at(-1).finished.session_version, 2);
    const stored = await unary(sessions, 'GetSession', { id: session.id });
    assert.equal(stored.messages.length, 4);
    const listed = await unary(sessions, 'ListSessions', { page_size: 10 });
    assert.ok(listed.sessions.some(item => item.id === session.id));
    await unary(sessions, 'DeleteSession', { id: session.id });
    assert.equal((await errorOf(unary(sessions, 'GetSession', { id: session.id }))).code, grpc.status.NOT_FOUND);
  },

  async embed() {
    const reply = await unary(embeddings, 'Embed', { texts: ['可转债', 'bond'] });
    assert.deepEqual(reply.embeddings.map(item => item.values.length), [256, 256]);
  },

  async status() {
    const models = await unary(cluster, 'ListModels', {});
    assert.deepEqual(models.models.map(item => item.name), ['finlite-central']);
    const status = await unary(cluster, 'GetStatus', {});
    assert.equal(status.nodes[0].state, 'ready');
  },

  async deadline() {
    const endless = ask('讲讲债券', { stop: { ignore_eos: true, max_tokens: 1000 } });
    const error = await errorOf(collect(assistant.Chat(endless, deadline(50))));
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED, error);
    await checks.chat();
  },

  async cancel() {
    const call = assistant.Chat(ask('讲讲债券', { stop: { ignore_eos: true, max_tokens: 1000 } }), deadline());
    const error = await errorOf(new Promise((resolve, reject) => call.on('data', () => call.cancel()).on('end', resolve).on('error', reject)));
    assert.equal(error.code, grpc.status.CANCELLED, error);
    await checks.chat();
  },

  async badRequest() {
    const error = await errorOf(collect(assistant.Chat(ask('你好', { sampling: { temperature: -1 } }), deadline())));
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT, error);
    assert.deepEqual(error.metadata.get('fincluster-error'), ['invalid_request']);
    assert.deepEqual(error.metadata.get('fincluster-parameter'), ['temperature']);
  },

  async badMessage() {
    const error = await errorOf(new Promise((resolve, reject) => assistant.makeUnaryRequest(
      '/fincluster.v1.Assistant/Chat', value => value, value => value, Buffer.from([0x0a, 0xff, 0xff]), deadline(),
      (failure, reply) => (failure ? reject(failure) : resolve(reply)))));
    assert.equal(error.code, grpc.status.INTERNAL, error);
    await checks.chat();
  },
};

let failed = 0;
for (const [name, run] of Object.entries(checks)) {
  try {
    await run();
    console.log(`PASS ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${error?.stack ?? error}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
