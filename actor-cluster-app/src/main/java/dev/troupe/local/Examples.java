package dev.troupe.local;

import dev.troupe.app.Declarations;
import dev.troupe.app.Declarations.ServedCommand;
import dev.troupe.model.EntityContract.CommandType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests to try: two commands and a query of the first type that is served. */
final class Examples {
  private static final int COMMANDS = 2;

  private Examples() {}

  /**
   * A request.
   *
   * @param path below the address of a node
   * @param body of a command, which is posted; empty for a query
   */
  record Request(String path, Optional<String> body) {
    /** The line to paste that makes it; the option of curl says who asks, or is empty. */
    String curl(String url, String authorization) {
      return "curl "
          + authorization
          + body.map("-H 'Content-Type: application/json' -d '%s' "::formatted).orElse("")
          + url
          + path;
    }
  }

  /**
   * The lines, each to the next of these addresses.
   *
   * @param authorization an option of curl that says who asks, or empty
   */
  static List<String> of(Declarations declarations, List<String> urls, String authorization) {
    List<Request> requests = requests(declarations);
    return IntStream.range(0, requests.size())
        .mapToObj(i -> requests.get(i).curl(urls.get(i % urls.size()), authorization))
        .toList();
  }

  /** The requests, in the order in which they make sense. */
  static List<Request> requests(Declarations declarations) {
    List<ServedCommand> served = declarations.servedCommands();
    Stream<ServedCommand> commands =
        served.stream()
            .filter(each -> isOfTheFirst(each, served) && !each.command().isQuery())
            .limit(COMMANDS);
    Stream<ServedCommand> queries =
        served.stream()
            .filter(each -> isOfTheFirst(each, served) && isPlainQuery(each.command()))
            .limit(1);
    return Stream.concat(commands, queries)
        .map(each -> request(each.type(), each.command()))
        .toList();
  }

  private static boolean isOfTheFirst(ServedCommand each, List<ServedCommand> served) {
    return each.type().equals(served.getFirst().type());
  }

  private static boolean isPlainQuery(CommandType command) {
    return command.isQuery() && components(command).length == 0;
  }

  private static Request request(String type, CommandType command) {
    String entity = "/tenants/acme/%s/a-1/".formatted(type);
    return command.isQuery()
        ? new Request(entity + command.noun(), Optional.empty())
        : new Request(entity + command.name(), Optional.of(body(command)));
  }

  private static String body(CommandType command) {
    return Arrays.stream(components(command))
        .filter(component -> component.getType() != Optional.class)
        .map(component -> "\"%s\":%s".formatted(component.getName(), value(component)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static RecordComponent[] components(CommandType command) {
    return command.record().isRecord()
        ? command.record().getRecordComponents()
        : new RecordComponent[0];
  }

  private static String value(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == boolean.class || type == Boolean.class) {
      return "true";
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type)
        ? "60"
        : "\"" + component.getName() + "\"";
  }
}
