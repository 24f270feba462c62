package dev.ferry.cli;

import dev.ferry.engine.compose.Plugin;
import dev.ferry.engine.compose.PluginFailure;
import dev.ferry.engine.compose.Plugins;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry plugins}: what was discovered, and what was not and why. */
@Command(name = "plugins", description = "Lists the plugins on the class path and module path, and those that could "
        + "not be loaded, with the reason; exit code 1 where there is one of these.")
final class PluginsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    PluginsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Plugins plugins = Plugins.discover();
        printFound(plugins.found(), out);
        if (plugins.failures().isEmpty()) {
            return ExitCode.OK.code();
        }
        printFailures(plugins.failures(), out);
        return ExitCode.UNEXPECTED.code();
    }

    private static void printFound(List<Plugin> found, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("KIND", "NAME", "VERSION", "JAR"));
        found.stream().sorted(Comparator.comparing(Plugin::kind).thenComparing(Plugin::name))
                .forEach(plugin -> rows.add(List.of(plugin.kind().title(), plugin.name(), plugin.version(),
                        plugin.origin())));
        out.println(Table.of(rows));
    }

    private static void printFailures(List<PluginFailure> failures, PrintWriter out) {
        out.println("Could not be loaded:");
        failures.forEach(failure -> out.println("  " + failure));
    }
}
