// Checks the gRPC server with @grpc/grpc-js.
//
// Usage: node client.mjs PORT TLS_PORT CERTIFICATE INCLUDE_DIR...
// The include directories hold echo.proto and grpc/{health,reflection}. One line per check, exit status 1 if one failed.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [port, tlsPort, certificate, ...includeDirs] = process.argv.slice(2);
const address = `127.0.0.1:${port}`;
const MiB = 1024 * 1024;
const timeoutMs = 60_000;

const definition = protoLoader.loadSync(
  ['echo.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto', 'grpc/reflection/v1alpha/reflection.proto'],
  { includeDirs, keepCase: true, enums: String, defaults: true, oneofs: true });
const packages = grpc.loadPackageDefinition(definition);
const { Echo } = packages.fincluster.test.v1;
const { Health } = packages.grpc.health.v1;
const insecure = grpc.credentials.createInsecure();
const limits = { 'grpc.max_receive_message_length': 64 * MiB, 'grpc.max_send_message_length': 64 * MiB };
const client = new Echo(address, insecure, limits);
const gzipClient = new Echo(address, insecure, { ...limits, 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });

const deadline = () => ({ deadline: Date.now() + timeoutMs });

const unary = (stub, method, request, metadata = new grpc.Metadata(), options = deadline()) =>
  new Promise((resolve, reject) => stub[method](request, metadata, options, (error, reply) => (error ? reject(error) : resolve(reply))));

const collect = stream => new Promise((resolve, reject) => {
  const all = [];
  stream.on('data', message => all.push(message)).on('end', () => resolve(all)).on('error', reject);
});

const errorOf = async call => {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
};

const nextOf = stream => new Promise((resolve, reject) => stream.once('data', resolve).once('error', reject));

const cancelQuietly = stream => {
  stream.on('error', () => {});
  stream.cancel();
};

const awaitCancelled = id => unary(client, 'AwaitCancelled', { id });

const checks = {
  async unary() {
    const reply = await unary(client, 'Unary', { text: '久期', number: 1 });
    assert.equal(reply.text, '久期');
    assert.equal(reply.number, 2);
  },

  async metadata_in_headers_and_trailers() {
    const sent = new grpc.Metadata();
    sent.set('x-echo', 'a b');
    sent.set('x-echo-bin', Buffer.from([0, 255, 1]));
    const [head, tail] = await new Promise((resolve, reject) => {
      let headers;
      client.Unary({}, sent, deadline(), error => error && reject(error))
        .on('metadata', metadata => { headers = metadata; })
        .on('status', status => resolve([headers, status.metadata]));
    });
    assert.deepEqual(head.get('x-head'), ['a b']);
    assert.deepEqual(head.get('x-head-bin'), [Buffer.from([0, 255, 1])]);
    assert.deepEqual(tail.get('x-tail'), ['a b']);
    assert.deepEqual(tail.get('x-tail-bin'), [Buffer.from([0, 255, 1])]);
  },

  async server_stream_of_1000() {
    const replies = await collect(client.ServerStream({ count: 1000, text: 'token' }, deadline()));
    assert.deepEqual(replies.map(reply => reply.number), Array.from({ length: 1000 }, (_, i) => i));
  },

  async server_stream_of_none() {
    assert.deepEqual(await collect(client.ServerStream({ count: 0 }, deadline())), []);
  },

  async client_stream() {
    const reply = await new Promise((resolve, reject) => {
      const stream = client.ClientStream(new grpc.Metadata(), deadline(), (error, result) => (error ? reject(error) : resolve(result)));
      for (let i = 0; i < 1000; i++) {
        stream.write({ number: i });
      }
      stream.end();
    });
    assert.equal(reply.number, 499500);
  },

  async duplex_alternates() {
    const received = [];
    const stream = client.Duplex(deadline());
    stream.write({ number: 0 });
    stream.on('data', reply => {
      received.push(reply.number);
      received.length < 50 ? stream.write({ number: received.length }) : stream.end();
    });
    await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
    assert.deepEqual(received, Array.from({ length: 50 }, (_, i) => i));
  },

  async all_16_statuses_with_detail_and_trailers() {
    for (let status = 1; status <= 16; status++) {
      const detail = `bad ${status} é 久期\n50% %41`;
      const error = await errorOf(unary(client, 'Fail', { status, detail }));
      assert.equal(error.code, status);
      assert.equal(error.details, detail);
      assert.deepEqual(error.metadata.get('x-error'), ['stable_name']);
      assert.deepEqual(error.metadata.get('x-error-bin'), [Buffer.from([0, 255])]);
    }
  },

  async crash_is_unknown_and_leaks_nothing() {
    const error = await errorOf(unary(client, 'Fail', {}));
    assert.equal(error.code, grpc.status.UNKNOWN);
    assert.ok(!error.details.includes('hunter2'), error.details);
  },

  async deadline_ends_the_call_on_both_sides() {
    const id = randomUUID();
    const error = await errorOf(unary(client, 'Hang', { id }, new grpc.Metadata(), { deadline: Date.now() + 1000 }));
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
    await awaitCancelled(id);
  },

  async cancel_reaches_the_server() {
    const id = randomUUID();
    const stream = client.ServerStream({ count: 1, hang_id: id }, deadline());
    await nextOf(stream);
    cancelQuietly(stream);
    await awaitCancelled(id);
  },

  async request_over_the_limit_is_resource_exhausted() {
    const reply = await unary(client, 'Unary', { text: 'x'.repeat(4 * MiB - 100) });
    assert.equal(reply.text.length, 4 * MiB - 100);
    const error = await errorOf(unary(client, 'Unary', { text: 'x'.repeat(4 * MiB + 1) }));
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async gzip_both_ways() {
    for (const size of [0, 10, 255, 256, 100_000]) {
      const reply = await unary(gzipClient, 'Unary', { text: 'z'.repeat(size) });
      assert.equal(reply.text.length, size);
    }
  },

  async gzip_bomb_is_resource_exhausted() {
    const error = await errorOf(unary(gzipClient, 'Unary', { text: 'z'.repeat(40 * MiB) }));
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async unknown_method_is_unimplemented() {
    const error = await errorOf(new Promise((resolve, reject) => client.makeUnaryRequest(
      '/fincluster.test.v1.Echo/Nope', value => value, value => value, Buffer.alloc(0),
      (failure, reply) => (failure ? reject(failure) : resolve(reply)))));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },

  async malformed_message_is_internal() {
    const error = await errorOf(new Promise((resolve, reject) => client.makeUnaryRequest(
      '/fincluster.test.v1.Echo/Unary', value => value, value => value, Buffer.from([255, 255, 255]),
      (failure, reply) => (failure ? reject(failure) : resolve(reply)))));
    assert.equal(error.code, grpc.status.INTERNAL);
  },

  async health_check_and_watch() {
    const health = new Health(address, insecure);
    assert.equal((await unary(health, 'Check', {})).status, 'SERVING');
    assert.equal((await errorOf(unary(health, 'Check', { service: 'nope' }))).code, grpc.status.NOT_FOUND);
    const service = randomUUID();
    const watch = health.Watch({ service }, deadline());
    assert.equal((await nextOf(watch)).status, 'SERVICE_UNKNOWN');
    for (const [number, name] of [[2, 'NOT_SERVING'], [1, 'SERVING']]) {
      const next = nextOf(watch);
      await unary(client, 'SetHealth', { service, status: number });
      assert.equal((await next).status, name);
    }
    cancelQuietly(watch);
  },

  async reflection_v1_and_v1alpha() {
    for (const version of ['v1', 'v1alpha']) {
      const { ServerReflection } = packages.grpc.reflection[version];
      const stream = new ServerReflection(address, insecure).ServerReflectionInfo(deadline());
      stream.write({ list_services: '' });
      stream.write({ file_containing_symbol: 'fincluster.test.v1.Echo' });
      stream.end();
      const [services, file] = await collect(stream);
      const names = services.list_services_response.service.map(service => service.name);
      assert.ok(names.includes('fincluster.test.v1.Echo'), names);
      assert.ok(names.includes(`grpc.reflection.${version}.ServerReflection`), names);
      assert.equal(file.file_descriptor_response.file_descriptor_proto.length, 1);
    }
  },

  async streams_64_at_once() {
    const all = await Promise.all(Array.from({ length: 64 }, () => collect(client.ServerStream({ count: 200, text: 'a' }, deadline()))));
    assert.deepEqual(all.map(replies => replies.length), Array(64).fill(200));
  },

  async tls() {
    const secure = new Echo(`localhost:${tlsPort}`, grpc.credentials.createSsl(readFileSync(certificate)));
    assert.equal((await unary(secure, 'Unary', { number: 4 })).number, 5);
    secure.close();
  },
};

let failed = false;
for (const [name, run] of Object.entries(checks)) {
  try {
    await run();
    console.log(`PASS ${name}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}: ${String(error).replace(/\s+/g, ' ').slice(0, 500)}`);
  }
}

process.exit(failed ? 1 : 0);
