package dev.troupe.bench;

import dev.troupe.bench.Report.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the windows saw, by what was done in them. For one thread. */
final class Passes {
  private final Map<String, List<Window.Pass>> byName = new LinkedHashMap<>();

  void add(String name, Window.Pass pass) {
    byName.computeIfAbsent(name, n -> new ArrayList<>()).add(pass);
    Run.say("%-45s %,10.0f per s  errors %s", name, pass.perSecond(), pass.errors());
  }

  List<Measured> measured() {
    return byName.entrySet().stream()
        .map(entry -> Window.together(entry.getKey(), entry.getValue()))
        .toList();
  }

  Measured measured(String name) {
    return Window.together(name, byName.getOrDefault(name, List.of()));
  }
}
