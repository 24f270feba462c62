package dev.ferry.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ferry} itself, which only has subcommands. */
@Command(name = "ferry", description = "Moves the memory of a running virtual machine to another host.", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = FerryCommand.Version.class)
final class FerryCommand implements Runnable {

    /** The version of the module, or of the jar on the class path; a build folder there has none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Module module = FerryCommand.class.getModule();
            String version = module.isNamed()
                    ? module.getDescriptor().rawVersion().orElse(null)
                    : FerryCommand.class.getPackage().getImplementationVersion();
            return new String[]{"ferry " + Objects.requireNonNullElse(version, "(unpackaged)") + ", Java "
                    + Runtime.version()};
        }
    }

    @Spec
    private CommandSpec spec;

    FerryCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: "
                + String.join(", ", spec.subcommands().keySet()));
    }
}
