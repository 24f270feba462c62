package dev.ferry.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the {@code ferry} command once more: the same Java, options of the JVM, and class or module path. */
final class JavaCommand {

    /** Options that the JVM lists among those given, and that {@link #program()} spells out. */
    private static final List<String> PATHS = List.of("--module-path=", "-Djdk.module.",
            "-Djava.class.path=");

    private JavaCommand() {}

    /** The command line of {@code ferry} with these arguments. */
    static List<String> of(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> PATHS.stream().noneMatch(option::startsWith)).forEach(command::add);
        command.addAll(program());
        command.addAll(arguments);
        return command;
    }

    private static List<String> program() {
        List<String> program = new ArrayList<>();
        addOption(program, "--class-path", System.getProperty("java.class.path"));
        addOption(program, "--module-path", System.getProperty("jdk.module.path"));
        Module module = Main.class.getModule();
        if (module.isNamed()) {
            program.addAll(List.of("--module", module.getName() + "/" + Main.class.getName()));
        } else {
            program.add(Main.class.getName());
        }
        return program;
    }

    private static void addOption(List<String> program, String option, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            program.addAll(List.of(option, value));
        }
    }
}
