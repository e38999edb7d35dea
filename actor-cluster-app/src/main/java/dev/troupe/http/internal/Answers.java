package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.troupe.http.Problem;
import dev.troupe.http.Problems;
import dev.troupe.model.Broken;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.persistence.MessageMappers;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Replies as responses: what a command is answered with, in JSON. Thread-safe. */
public final class Answers {
  private static final ObjectMapper JSON = MessageMappers.strictJson();
  private static final Answers PLAIN = new Answers(JSON.writer());

  /** One tenant's answer must not be served to another from a cache between. */
  private static final List<HttpHeader> NO_STORE =
      List.of(RawHeader.create("Cache-Control", "no-store"));

  private final ObjectWriter writer;

  private Answers(ObjectWriter writer) {
    this.writer = writer;
  }

  /** Of values of whatever type. */
  public static Answers plain() {
    return PLAIN;
  }

  /** Of values of this type, which may be a sealed interface or hold one. */
  public static Answers of(Type answer) {
    return new Answers(JSON.writerFor(JSON.constructType(answer)));
  }

  /** The response of this reply, never exceptional. */
  public <R> CompletionStage<HttpResponse> responses(CompletionStage<Reply<R>> reply) {
    return reply
        .thenApply(this::response)
        .exceptionally(failure -> Problems.of(failure).toResponse());
  }

  private HttpResponse response(Reply<?> reply) {
    return switch (reply) {
      case Reply.Accepted<?> accepted when accepted.value() == Done.DONE ->
          HttpResponse.create().withStatus(204);
      case Reply.Accepted<?> accepted ->
          HttpResponse.create()
              .withHeaders(NO_STORE)
              .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json(accepted)));
      case Reply.Rejected<?> rejected -> Problem.of(rejected).toResponse();
    };
  }

  private byte[] json(Reply.Accepted<?> accepted) {
    try {
      return writer.writeValueAsBytes(accepted.value());
    } catch (JsonProcessingException e) {
      throw new Broken("the answer can't be written as JSON: " + e.getClass().getSimpleName());
    }
  }
}
