package dev.ferry.simulator.advice;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.simulator.scenario.Observer;
import dev.ferry.simulator.scenario.Outcome;
import dev.ferry.simulator.scenario.ScenarioWay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Keeps how each migration goes, and tells another observer of all. */
final class Notes implements Observer {

    private final Observer observer;
    private final Map<String, Course> courses = new LinkedHashMap<>();

    Notes(Observer observer) {
        this.observer = observer;
    }

    @Override
    public MigrationListener begins(ScenarioWay way, int repetition, LongSupplier nanos) {
        observer.begins(way, repetition, nanos);
        Course course = new Course();
        courses.put(way.name(), course);
        return course;
    }

    @Override
    public void ended(Outcome outcome) {
        observer.ended(outcome);
    }

    @Override
    public boolean stops() {
        return observer.stops();
    }

    /** How the migration in this way went. */
    Course of(ScenarioWay way) {
        return Objects.requireNonNull(courses.get(way.name()), way.name());
    }
}
