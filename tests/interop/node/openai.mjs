// Checks the OpenAI API with OpenAI's own client for Node.
//
// Usage: node openai.mjs BASE_URL
// One line per check, exit status 1 if one failed.
import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import assert from 'node:assert/strict';

const model = 'finlite-central';
const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'any', maxRetries: 0, timeout: 60_000 });
const question = [{ role: 'user', content: '什么是LPR？' }];
const beginning = 'LPR是贷款市场报价利率';

const checks = {
  async chat() {
    const answer = await client.chat.completions.create({ model, messages: question, temperature: 0 });
    assert.equal(answer.object, 'chat.completion');
    assert.ok(answer.choices[0].message.content.startsWith(beginning), answer.choices[0].message.content);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  },

  async chatStream() {
    const stream = await client.chat.completions.create({
      model, messages: question, temperature: 0, stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let last;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      last = chunk;
    }
    assert.ok(text.startsWith(beginning), text);
    assert.deepEqual(last.choices, []);
    assert.ok(last.usage.completion_tokens > 20);
  },

  async streamHelper() {
    const runner = client.chat.completions.stream({ model, messages: question, temperature: 0 });
    const whole = await runner.finalChatCompletion();
    assert.ok(whole.choices[0].message.content.startsWith(beginning));
  },

  async severalAnswers() {
    const answer = await client.chat.completions.create({ model, messages: question, n: 3, temperature: 1.5, seed: 7, max_tokens: 30 });
    assert.deepEqual(answer.choices.map(choice => choice.index), [0, 1, 2]);
    assert.ok(new Set(answer.choices.map(choice => choice.message.content)).size > 1);
  },

  async severalAnswersStream() {
    const stream = await client.chat.completions.create({
      model, messages: question, n: 3, temperature: 1.5, seed: 7, max_tokens: 30, stream: true,
    });
    const texts = ['', '', ''];
    for await (const chunk of stream) {
      for (const choice of chunk.choices) texts[choice.index] += choice.delta.content ?? '';
    }
    const whole = await client.chat.completions.create({ model, messages: question, n: 3, temperature: 1.5, seed: 7, max_tokens: 30 });
    assert.equal(texts.length, whole.choices.length);
    assert.ok(texts.every(text => text.length > 0));
  },

  async completions() {
    const answer = await client.completions.create({ model, prompt: '<|im_start|>user\n你好<|im_end|>\n<|im_start|>assistant\n', max_tokens: 60, temperature: 0 });
    assert.equal(answer.object, 'text_completion');
    assert.ok(answer.choices[0].text.startsWith('你好'), answer.choices[0].text);
  },

  async completionsStream() {
    const stream = await client.completions.create({ model, prompt: ['债券', '股票'], max_tokens: 8, temperature: 0, stream: true });
    const texts = ['', ''];
    for await (const part of stream) {
      for (const choice of part.choices) texts[choice.index] += choice.text;
    }
    assert.ok(texts.every(text => text.length > 0), JSON.stringify(texts));
  },

  async jsonSchema() {
    const answer = await client.chat.completions.create({
      model, messages: [{ role: 'user', content: '利润表' }], temperature: 1,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'kpi', strict: true,
          schema: {
            type: 'object', properties: { revenue: { type: 'number' }, currency: { enum: ['CNY', 'USD'] } },
            required: ['revenue', 'currency'], additionalProperties: false,
          },
        },
      },
    });
    const kpi = JSON.parse(answer.choices[0].message.content);
    assert.equal(typeof kpi.revenue, 'number');
    assert.ok(['CNY', 'USD'].includes(kpi.currency));
  },

  async embeddings() {
    const result = await client.embeddings.create({ model, input: ['可转债', 'bond'] });
    assert.deepEqual(result.data.map(item => item.embedding.length), [256, 256]);
    const floats = await client.embeddings.create({ model, input: '可转债', encoding_format: 'float' });
    assert.ok(Math.abs(floats.data[0].embedding[0] - result.data[0].embedding[0]) < 1e-6);
  },

  async models() {
    const models = [];
    for await (const item of client.models.list()) models.push(item.id);
    assert.deepEqual(models, [model]);
    assert.equal((await client.models.retrieve(model)).id, model);
  },

  async session() {
    const session = await client.post('/sessions', { body: {} });
    await client.chat.completions.create({ model, messages: [{ role: 'user', content: '可转债是什么？' }], temperature: 0, session: session.id });
    const second = await client.chat.completions.create({
      model, messages: [{ role: 'user', content: '那它有什么风险？' }], temperature: 0, session: { id: session.id, version: 1 },
    });
    assert.ok(second.choices[0].message.content.startsWith('可转债的主要风险'), second.choices[0].message.content);
    assert.deepEqual(second.session, { id: session.id, version: 2 });
    assert.ok(second.usage.prompt_tokens_details.cached_tokens > 0);
  },

  async unknownModel() {
    await assert.rejects(client.chat.completions.create({ model: 'nobody', messages: question }), error =>
      error instanceof NotFoundError && error.code === 'model_not_found');
  },

  async badRequest() {
    await assert.rejects(client.chat.completions.create({ model, messages: question, temperature: 9 }), error =>
      error instanceof BadRequestError && error.param === 'temperature' && error.code === 'invalid_request');
  },

  async abort() {
    const stream = await client.chat.completions.create({ model, messages: question, max_tokens: 900, temperature: 1.5, stream: true, ignore_eos: true });
    for await (const _ of stream) {
      stream.controller.abort();
    }
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
