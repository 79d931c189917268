import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { describe, it } from 'node:test';
import { EnvironmentError, environmentTable, readEnvironment } from './environment.js';

const messageFor = (env: Record<string, string>) => {
  try {
    readEnvironment(env);
  } catch (error) {
    assert.ok(error instanceof EnvironmentError);
    return error.message;
  }
  return undefined;
};

describe('readEnvironment', () => {
  it('fills in every default, with the state beside the checkout', () => {
    const environment = readEnvironment({ PATH: '/bin' });
    assert.match(environment.state, /\/\.state$/);
    assert.equal(environment.redisUrl, `unix://${environment.state}/redis/redis.sock`);
    assert.equal(environment.host, '127.0.0.1');
    assert.equal(environment.port, 8080);
    assert.equal(environment.serviceUrl, 'http://127.0.0.1:8080');
    assert.equal(environment.apiKey, null);
    assert.equal(environment.access, 'auto');
    assert.equal(environment.openRatePerMinute, 120);
    assert.equal(environment.readRatePerMinute, 300);
    assert.deepEqual(environment.corsOrigins, []);
    assert.deepEqual(environment.adapters, ['jobe', 'judge0', 'piston']);
    assert.equal(environment.idempotencyTtlS, 3600);
    assert.equal(environment.otlpEndpoint, null);
    assert.equal(environment.queuePrefix, 'cellblock');
    assert.equal(environment.concurrency, 2 * environment.programs);
    assert.equal(readEnvironment({ CELLBLOCK_CONCURRENCY: '1' }).programs, 1);
    assert.ok(environment.lentBytes > 0 && environment.lentBytes <= totalmem() / 4);
    assert.equal(environment.queueLimit, 1000);
    assert.equal(environment.noWorkerWaitMs, 10_000);
    assert.equal(environment.resultTtlMs, 3_600_000);
    assert.equal(environment.pasteBytes, 256 * 1024 * 1024);
    assert.equal(environment.pasteLifeMs, 90 * 24 * 3_600_000);
    assert.equal(environment.isListing, false);
    assert.equal(environment.isPrivateAllowed, false);
    assert.equal(environment.logLevel, 'info');
    assert.equal(environment.cgroup, 'auto');
    assert.equal(environment.forkServers, true);
    assert.equal(environment.cacheBytes, 256 * 1024 * 1024);
  });

  it('takes every variable of the table', () => {
    const environment = readEnvironment({
      CELLBLOCK_STATE: '/srv/cellblock',
      CELLBLOCK_HOST: '::',
      CELLBLOCK_PORT: '0',
      CELLBLOCK_URL: 'https://c.example/cells',
      CELLBLOCK_KEY: `cb_${'k'.repeat(43)}`,
      CELLBLOCK_ACCESS: 'keys',
      CELLBLOCK_OPEN_RATE: '0',
      CELLBLOCK_READ_RATE: '7',
      CELLBLOCK_CORS_ORIGINS: 'https://a.example,http://localhost:5173',
      CELLBLOCK_ADAPTERS: 'jobe, piston',
      CELLBLOCK_MCP: 'off',
      CELLBLOCK_RESULT_BYTES: '1048576',
      CELLBLOCK_IDEMPOTENCY_TTL_S: '60',
      REDIS_URL: 'rediss://user:secret@redis.example:6380/1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic a=b, x=1',
      CELLBLOCK_QUEUE_PREFIX: 'exam-2',
      CELLBLOCK_CONCURRENCY: '3',
      CELLBLOCK_PROGRAMS: '2',
      CELLBLOCK_LENT_BYTES: '0',
      CELLBLOCK_QUEUE_LIMIT: '5',
      CELLBLOCK_NO_WORKER_WAIT_MS: '0',
      CELLBLOCK_RESULT_TTL_S: '60',
      CELLBLOCK_PASTE_BYTES: '1000',
      CELLBLOCK_PASTE_TTL_S: '0',
      CELLBLOCK_RECENT: 'on',
      CELLBLOCK_WEBHOOK_PRIVATE: 'allow',
      CELLBLOCK_LOG_LEVEL: 'warn',
      CELLBLOCK_CGROUP: 'none',
      CELLBLOCK_FORK_SERVERS: 'off',
      CELLBLOCK_CACHE_BYTES: '0',
    });
    assert.deepEqual(environment, {
      state: '/srv/cellblock',
      host: '::',
      port: 0,
      serviceUrl: 'https://c.example/cells',
      apiKey: `cb_${'k'.repeat(43)}`,
      access: 'keys',
      openRatePerMinute: 0,
      readRatePerMinute: 7,
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
      adapters: ['jobe', 'piston'],
      servesMcp: false,
      resultBytes: 1_048_576,
      idempotencyTtlS: 60,
      redisUrl: 'rediss://user:secret@redis.example:6380/1',
      otlpEndpoint: 'http://collector:4318',
      otlpHeaders: { authorization: 'Basic a=b', x: '1' },
      queuePrefix: 'exam-2',
      concurrency: 3,
      programs: 2,
      lentBytes: 0,
      queueLimit: 5,
      noWorkerWaitMs: 0,
      resultTtlMs: 60_000,
      pasteBytes: 1000,
      pasteLifeMs: null,
      isListing: true,
      isPrivateAllowed: true,
      logLevel: 'warn',
      cgroup: 'none',
      forkServers: false,
      cacheBytes: 0,
    });
  });

  it('finds Redis in the state directory that was given', () => {
    assert.equal(readEnvironment({ CELLBLOCK_STATE: '/srv/c' }).redisUrl, 'unix:///srv/c/redis/redis.sock');
  });

  it('writes the path of the socket as a URL does', () => {
    assert.equal(
      readEnvironment({ CELLBLOCK_STATE: '/a b/50%' }).redisUrl,
      'unix:///a%20b/50%25/redis/redis.sock',
    );
  });

  it('finds the service where the API listens', () => {
    const urlFor = (host: string) =>
      readEnvironment({ CELLBLOCK_HOST: host, CELLBLOCK_PORT: '81' }).serviceUrl;
    assert.deepEqual(['0.0.0.0', '::', '10.0.0.1'].map(urlFor), [
      'http://127.0.0.1:81',
      'http://[::1]:81',
      'http://10.0.0.1:81',
    ]);
  });

  it('does not show an API key', () => {
    assert.doesNotMatch(messageFor({ CELLBLOCK_KEY: 'cb_hunter2' }) ?? '', /hunter2/);
  });

  it('takes none for no adapter at all', () => {
    assert.deepEqual(readEnvironment({ CELLBLOCK_ADAPTERS: 'none' }).adapters, []);
  });

  it('takes a variable that is set to nothing as unset', () => {
    assert.equal(readEnvironment({ CELLBLOCK_PORT: '' }).port, 8080);
  });

  for (const [name, value, remedy] of [
    ['CELLBLOCK_PORT', '65536', /CELLBLOCK_PORT must be a whole number from 0 to 65535, but is "65536"/],
    ['CELLBLOCK_PORT', '80.5', /whole number/],
    ['CELLBLOCK_PORT', '-1', /whole number/],
    ['CELLBLOCK_CONCURRENCY', '0', /from 1 to 1024/],
    ['CELLBLOCK_QUEUE_LIMIT', 'many', /CELLBLOCK_QUEUE_LIMIT/],
    ['CELLBLOCK_NO_WORKER_WAIT_MS', '1e9', /CELLBLOCK_NO_WORKER_WAIT_MS/],
    ['CELLBLOCK_CACHE_BYTES', '256M', /CELLBLOCK_CACHE_BYTES must be a whole number from 0 to 4294967296/],
    ['CELLBLOCK_LOG_LEVEL', 'verbose', /one of fatal, error, warn, info, debug, trace, silent/],
    ['CELLBLOCK_CGROUP', 'v3', /one of auto, none/],
    ['CELLBLOCK_URL', 'localhost:8080', /must be a URL/],
    ['CELLBLOCK_KEY', 'secret', /must be an API key/],
    ['CELLBLOCK_ACCESS', 'closed', /one of auto, open, keys/],
    ['CELLBLOCK_CORS_ORIGINS', 'https://a.example/path', /origins like/],
    ['CELLBLOCK_CORS_ORIGINS', 'https://a.example, https://b.example', /origins like/],
    ['CELLBLOCK_ADAPTERS', 'jobe,replit', /some of jobe, judge0, piston, separated by commas, or none/],
    ['CELLBLOCK_HOST', 'a b', /host name/],
    ['CELLBLOCK_QUEUE_PREFIX', 'a:b', /letters/],
    ['REDIS_URL', 'http://redis:6379', /redis:\/\/host:port/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /must be a URL/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret', /name=value/],
    ['REDIS_URL', 'unix://redis.sock', /unix:\/\/\/path/],
  ] as const) {
    it(`refuses ${name}=${value} and says what it must be`, () => {
      assert.match(messageFor({ [name]: value }) ?? '', remedy);
    });
  }

  it('suggests the nearest name for a CELLBLOCK_ variable that does not exist', () => {
    assert.match(
      messageFor({ CELLBLOCK_PROT: '80' }) ?? '',
      /CELLBLOCK_PROT .* did you mean CELLBLOCK_PORT\?/,
    );
  });

  it('lists the names where none is near', () => {
    assert.match(messageFor({ CELLBLOCK_XYLOPHONE_ORCHESTRA: '1' }) ?? '', /known are CELLBLOCK_STATE, /);
  });

  it('names every problem at once', () => {
    const message = messageFor({ CELLBLOCK_PROT: '80', CELLBLOCK_CGROUP: 'v3' }) ?? '';
    assert.equal(message.split('\n').length, 2);
  });

  it('does not show the password of a Redis URL', () => {
    assert.doesNotMatch(messageFor({ REDIS_URL: 'http://:hunter2@redis' }) ?? '', /hunter2/);
  });
});

describe('environmentTable', () => {
  it('says what every variable means', () => {
    assert.ok(environmentTable.length > 12);
    for (const { name, about } of environmentTable) assert.ok(about.length > 10, name);
  });
});
