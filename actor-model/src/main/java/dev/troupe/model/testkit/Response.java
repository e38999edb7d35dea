package dev.troupe.model.testkit;

import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;

/**
 * What a caller of a simulation has heard.
 *
 * @param request what was asked
 * @param id under which id; a caller that heard nothing asks again under the same one
 * @param reply what was answered
 */
public record Response(Request request, CommandId id, Reply<?> reply) {}
