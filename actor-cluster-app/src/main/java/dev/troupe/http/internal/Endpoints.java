package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.Served;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.headers.Allow;

/**
 * What one entity type serves: {@code POST} by the command's name, {@code GET} by the query's noun.
 *
 * <p>Immutable.
 *
 * @param <N> the entity
 */
public final class Endpoints<N> {
  private final Served<N> served;
  private final EntityType<N> type;
  private final Map<Class<?>, CommandReader> commands = new LinkedHashMap<>();
  private final Map<Class<?>, QueryReader> queries = new LinkedHashMap<>();
  private final Map<Class<?>, Answers> answers = new LinkedHashMap<>();

  private Endpoints(Served<N> served, Shapes shapes) {
    this.served = served;
    this.type = served.type();
    for (CommandType command : served.commands()) {
      requireRecord(command);
      answers.put(command.record(), Answers.of(command.answer()));
      if (command.isQuery()) {
        queries.put(
            command.record(),
            new QueryReader(shapes, type.name(), command.noun(), command.record()));
      } else {
        commands.put(
            command.record(),
            new CommandReader(shapes, type.name(), command.name(), command.record()));
      }
    }
  }

  /** The endpoints of what is served; refuses a command that is no record: it has no fields. */
  public static <N> Endpoints<N> of(Served<N> served, Shapes shapes) {
    return new Endpoints<>(served, shapes);
  }

  private void requireRecord(CommandType command) {
    if (!command.record().isRecord()) {
      throw new IllegalArgumentException(
          "%s/%s: only a record can be served over HTTP, was '%s'; make it one"
              .formatted(type.name(), command.name(), command.record().getName()));
    }
  }

  /** The type. */
  public EntityType<N> type() {
    return type;
  }

  /** The command under this name, present or former. */
  public Optional<CommandReader> command(String name) {
    return type.contract()
        .commandNamed(name)
        .flatMap(found -> Optional.ofNullable(commands.get(found.record())));
  }

  /** What the command or query of this class is called now, which is its scope's second part. */
  public String nameOf(Class<?> record) {
    return served.commands().stream()
        .filter(command -> command.record() == record)
        .findFirst()
        .orElseThrow()
        .name();
  }

  /** The query under this noun, present or former. */
  public Optional<QueryReader> query(String noun) {
    EntityContract contract = type.contract();
    return contract
        .commandNamed("get-" + noun)
        .or(() -> contract.commandNamed(noun).filter(found -> found.noun().equals(noun)))
        .flatMap(found -> Optional.ofNullable(queries.get(found.record())));
  }

  /** How what this class of command is answered with is written. */
  public Answers answersTo(Class<?> command) {
    return answers.getOrDefault(command, Answers.plain());
  }

  /** Whether anything is served under this name, for whatever method. */
  public boolean serves(String name) {
    return command(name).isPresent() || query(name).isPresent();
  }

  /** Why this method is not for this name. */
  public Problem wrongMethod(HttpMethod method, String name) {
    List<HttpMethod> allowed = new ArrayList<>();
    command(name).ifPresent(command -> allowed.add(HttpMethods.POST));
    query(name).ifPresent(query -> allowed.add(HttpMethods.GET));
    String what =
        query(name).isEmpty()
            ? "a command; send it with POST"
            : command(name).isEmpty() ? "a query; send it with GET" : "for GET and POST";
    return Problem.of(
            ProblemCode.METHOD_NOT_ALLOWED,
            "%s/%s is %s, not %s".formatted(type.name(), name, what, method.name()))
        .with(Allow.create(allowed.toArray(HttpMethod[]::new)));
  }

  /** Why nothing is here. */
  public Problem unknown(HttpMethod method, String name) {
    boolean isQuery = method.equals(HttpMethods.GET) || method.equals(HttpMethods.HEAD);
    return Problem.of(
        isQuery ? ProblemCode.UNKNOWN_QUERY : ProblemCode.UNKNOWN_COMMAND,
        "%s has no %s '%s'; %s"
            .formatted(
                type.name(), isQuery ? "query" : "command", Printable.of(name, 80), names()));
  }

  private String names() {
    List<String> nouns = new ArrayList<>();
    List<String> verbs = new ArrayList<>();
    for (CommandType command : served.commands()) {
      if (command.isQuery()) {
        nouns.add(command.noun());
      } else {
        verbs.add(command.name());
      }
    }
    return "POST %s; GET %s"
        .formatted(
            verbs.isEmpty() ? "nothing" : String.join(", ", verbs),
            nouns.isEmpty() ? "nothing" : String.join(", ", nouns));
  }
}
