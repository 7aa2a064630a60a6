/**
 * Models behind HTTP: chat for planners, and followers where the engine tells log-probabilities.
 * @module
 */
export { isRemote, parseRemote, type RemoteAddress } from "./address.ts";
export { openRemoteChat, type RemoteChatOptions } from "./chat.ts";
export { openRemoteFollower, type RemoteFollower, type RemoteFollowerOptions } from "./follower.ts";
