package dev.troupe.local;

import dev.troupe.app.Declarations;
import dev.troupe.http.Served;
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

  /** The lines, each to the next of these addresses. */
  static List<String> of(Declarations declarations, List<String> urls) {
    List<String> lines = new ArrayList<>();
    for (Served<?> served : declarations.served().stream().limit(1).toList()) {
      Stream<CommandType> commands =
          served.commands().stream().filter(each -> !each.isQuery()).limit(COMMANDS);
      Stream<CommandType> queries =
          served.commands().stream().filter(Examples::isPlainQuery).limit(1);
      Stream.concat(commands, queries)
          .forEach(command ->
              lines.add(curl(urls.get(lines.size() % urls.size()), served.type().name(), command)));
    }
    return lines;
  }

  private static boolean isPlainQuery(CommandType command) {
    return command.isQuery() && components(command).length == 0;
  }

  private static String curl(String url, String type, CommandType command) {
    String entity = "%s/tenants/acme/%s/a-1".formatted(url, type);
    return command.isQuery()
        ? "curl %s/%s".formatted(entity, command.noun())
        : "curl -H 'Content-Type: application/json' -d '%s' %s/%s"
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
