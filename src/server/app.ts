/**
 * The routes of the server, and what goes for all of them: keys, errors, counts.
 * @module
 */
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { chatCompletions } from "./chat/endpoint.ts";
import { completions } from "./completions/endpoint.ts";
import { embeddings } from "./embeddings/endpoint.ts";
import { ApiError, apiErrorOf, errorBody, isFault } from "./errors.ts";
import { readBody } from "./http/body.ts";
import { callSpan } from "./http/call-span.ts";
import { assertAllowed, type Holder } from "./http/keys.ts";
import { bareModel, modelCards, SIJO } from "./models.ts";
import { openApiDocument } from "./openapi.ts";
import { responses } from "./responses/endpoint.ts";
import { chatRequest } from "./schemas/chat.ts";
import { completionRequest } from "./schemas/completions.ts";
import { embeddingRequest } from "./schemas/embeddings.ts";
import { responseRequest } from "./schemas/responses.ts";
import type { EndpointCall, Service } from "./service.ts";

type Variables = { Variables: { holder: Holder } };

export interface AppOptions {
  readonly service: Service;
  /** Names that the `Host` header may have; absent: any. A page that names itself after this machine gets no answer. */
  readonly hosts?: ReadonlySet<string> | undefined;
}

export function serverApp({ service, hosts }: AppOptions): Hono<Variables> {
  const app = new Hono<Variables>();

  app.use(async (context, next) => {
    context.header("x-request-id", `req_${randomUUID().replaceAll("-", "")}`);
    await next();
    service.metrics.request(endpointOf(context.req.path), context.res.status);
  });
  app.use(async (context, next) => {
    const host = (context.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (hosts && !hosts.has(host)) {
      throw new ApiError("This server answers under its own name only.", {
        status: 403,
        type: "permission_error",
      });
    }
    await next();
  });
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", (context) =>
    service.admission.closed ? context.json({ status: "ending" }, 503) : context.json({ status: "ready" }),
  );
  app.use(async (context, next) => {
    context.set("holder", service.keys.holderOf(context.req.header("authorization")));
    await next();
  });
  app.get("/metrics", (context) =>
    context.text(service.metrics.text(service), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    }),
  );
  app.get("/openapi.json", (context) => context.json(openApiDocument()));
  app.get("/v1/models", (context) => context.json({ object: "list", data: modelCards(service.models) }));
  app.get("/v1/models/:id", (context) => {
    const id = context.req.param("id");
    bareModel(service.models, id);
    return context.json(modelCards(service.models).find((card) => card.id === id));
  });

  const models = new Set([SIJO, ...service.models.bare.keys()]);
  const post = <Schema extends z.ZodType<{ readonly model: string }>>(
    path: string,
    schema: Schema,
    endpoint: (call: EndpointCall<z.output<Schema>>) => Promise<Response>,
  ): void => {
    app.post(path, async (context) => {
      const request = context.req.raw;
      const body = await readBody(request, schema);
      const holder = context.get("holder");
      const { telemetry } = service;
      const traceParent = context.req.header("traceparent");
      const call = telemetry && callSpan({ telemetry, path, traceParent, body, models });
      try {
        assertAllowed(holder, body.model);
        return await endpoint({ service: { ...serviceFor(service, holder), call }, request, holder, body });
      } catch (error) {
        call?.failed(error);
        throw error;
      }
    });
  };
  post("/v1/chat/completions", chatRequest, chatCompletions);
  post("/v1/completions", completionRequest, completions);
  post("/v1/responses", responseRequest, responses);
  post("/v1/embeddings", embeddingRequest, embeddings);

  app.notFound((context) => errorResponse(context, notFound(context)));
  app.onError((error, context) => {
    if (isFault(error)) service.onFault(error);
    return errorResponse(context, apiErrorOf(error));
  });
  return app;
}

function errorResponse(context: Context, error: ApiError): Response {
  return context.json(errorBody(error), error.status as 400, { ...error.headers });
}

/**
 * The same service, with less time where the key has less, and with what is left of its day.
 * @throws ApiError 429 when nothing is left.
 */
const serviceFor = (service: Service, holder: Holder): Service => ({
  ...service,
  seconds: Math.min(holder.seconds ?? service.seconds, service.seconds),
  ...service.budgets.left(holder),
});

const notFound = ({ req }: Context): ApiError =>
  new ApiError(`There is no ${req.method} ${req.path.slice(0, 100)} here.`, {
    status: 404,
    type: "not_found_error",
    code: "unknown_url",
  });

/** Paths as metrics name them: of a bounded number. */
const endpointOf = (path: string): string =>
  /^\/(?:healthz|readyz|metrics|openapi\.json|v1\/(?:models|chat\/completions|completions|responses|embeddings))/.exec(
    path,
  )?.[0] ?? "other";
