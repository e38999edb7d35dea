package dev.troupe.local;

import dev.troupe.app.Declarations;
import dev.troupe.app.Declarations.ServedCommand;
import dev.troupe.model.EntityContract.CommandType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines to paste: two commands and a query of the first type that is served. */
final class Examples {
  private static final int COMMANDS = 2;

  private Examples() {}

  /**
   * The lines, each to the next of these addresses.
   *
   * @param authorization an option of curl that says who asks, or empty
   */
  static List<String> of(Declarations declarations, List<String> urls, String authorization) {
    List<String> lines = new ArrayList<>();
    List<ServedCommand> served = declarations.servedCommands();
    Stream<ServedCommand> commands =
        served.stream()
            .filter(each -> isOfTheFirst(each, served) && !each.command().isQuery())
            .limit(COMMANDS);
    Stream<ServedCommand> queries =
        served.stream()
            .filter(each -> isOfTheFirst(each, served) && isPlainQuery(each.command()))
            .limit(1);
    Stream.concat(commands, queries)
        .forEach(each ->
            lines.add(
                "curl "
                    + authorization
                    + request(urls.get(lines.size() % urls.size()), each.type(), each.command())));
    return lines;
  }

  private static boolean isOfTheFirst(ServedCommand each, List<ServedCommand> served) {
    return each.type().equals(served.getFirst().type());
  }

  private static boolean isPlainQuery(CommandType command) {
    return command.isQuery() && components(command).length == 0;
  }

  private static String request(String url, String type, CommandType command) {
    String entity = "%s/tenants/acme/%s/a-1".formatted(url, type);
    return command.isQuery()
        ? "%s/%s".formatted(entity, command.noun())
        : "-H 'Content-Type: application/json' -d '%s' %s/%s"
            .formatted(body(command), entity, command.name());
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
