// The protocol's side of one request. Nothing is kept between two: any API process can answer any of them.

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { version } from '../release.js';
import type { Call, Progress } from './call.js';
import { type ToolName, toolList, toolNames } from './tools.js';

export type Exchange = {
  /** The message, which is JSON-RPC. */
  message: unknown;
  headers: Record<string, string>;
  /** Whether the client takes one answer as JSON, and no events. */
  isPlain: boolean;
  heartbeatMs: number;
  /** The answer to a call; null where there is to be none. */
  call: (
    call: Omit<Call, 'id'> & { request: string | number },
    onProgress: (progress: Progress) => Promise<void>,
  ) => Promise<CallToolResult | null>;
};

const instructions =
  'Compiles and runs C in a sandbox that is used once: no network, no files but those given. The limits are in the schemas of the tools.';

/** The answer to one message. */
export async function answerMessage({
  message,
  headers,
  isPlain,
  heartbeatMs,
  call,
}: Exchange): Promise<Response> {
  const server = new Server(
    { name: 'cellblock', title: 'Cellblock', version },
    { capabilities: { tools: {} }, instructions },
  );
  const transport = new WebStandardStreamableHTTPServerTransport({
    enableJsonResponse: isPlain,
    keepAliveMs: heartbeatMs,
  });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: toolList() }));
  server.setRequestHandler(
    CallToolRequestSchema,
    async ({ params }, { requestId, _meta, sendNotification }) => {
      const tool = toolNamed(params.name);
      const token = _meta?.progressToken;
      const onProgress = async (progress: Progress) => {
        if (token === undefined || isPlain) return;
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken: token, ...progress },
        });
      };
      const answer = await call({ request: requestId, tool, input: params.arguments ?? {} }, onProgress);
      if (answer !== null) return answer;
      // A request that was called off gets no answer; the stream ends here.
      await server.close();
      return { content: [] };
    },
  );
  await server.connect(transport);
  const request = new Request('http://localhost/mcp', {
    method: 'POST',
    headers: {
      ...headers,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
  });
  return transport.handleRequest(request, { parsedBody: message });
}

function toolNamed(name: string): ToolName {
  const known = toolNames.find((each) => each === name);
  if (known !== undefined) return known;
  throw new McpError(ErrorCode.InvalidParams, `there is no such tool; there are ${toolNames.join(', ')}`);
}
