package dev.ferry.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code ferry} command. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        int code;
        try (StopSignal stopSignal = new StopSignal()) {
            code = commandLine(stopSignal).execute(arguments);
        }
        System.exit(code);
    }

    static CommandLine commandLine(StopSignal stopSignal) {
        CommandLine ferry = new CommandLine(new FerryCommand());
        ferry.addSubcommand(new DemoCommand(stopSignal));
        ferry.addSubcommand(new SendCommand(stopSignal));
        ferry.addSubcommand(new ReceiveCommand(stopSignal));
        ferry.addSubcommand(new ChaosCommand(stopSignal));
        ferry.addSubcommand(new CompareCommand(stopSignal));
        ferry.addSubcommand(new TraceCommand(stopSignal));
        ferry.addSubcommand(new SimulateCommand(stopSignal));
        ferry.addSubcommand(new AdviseCommand(stopSignal));
        ferry.addSubcommand(new PluginsCommand());
        ferry.getSubcommands().values().forEach(Main::documentExitCodes);
        documentExitCodes(ferry);
        return ferry.setParameterExceptionHandler(Main::explainUsage)
                .setExecutionExceptionHandler(Main::explain);
    }

    private static void documentExitCodes(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.meanings());
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        wrong.getCommandLine().getErr()
                .println(command + ": " + wrong.getMessage() + " (see " + command + " --help)");
        return ExitCode.USAGE.code();
    }

    /** One line for people; the stack trace only where it is asked for, or where nobody foresaw the error. */
    private static int explain(Exception error, CommandLine command, ParseResult parsed) {
        ExitCode exit = ExitCode.of(error);
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            error.printStackTrace(command.getErr());
        } else if (exit == ExitCode.UNEXPECTED) {
            command.getErr().println("(--verbose shows where: " + error.getClass().getName() + ")");
        }
        return exit.code();
    }
}
