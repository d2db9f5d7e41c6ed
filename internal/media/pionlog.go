package media

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// pionLog brings pion's warnings into our log, one level lower: what pion warns about is everyday life on a mobile
// network. Its debug and trace lines are dropped before they are formatted.
type pionLog struct {
	to    *slog.Logger
	scope string
}

func newPionLog(to *slog.Logger) *pionLog { return &pionLog{to: to} }

// NewLogger implements logging.LoggerFactory.
func (l *pionLog) NewLogger(scope string) logging.LeveledLogger {
	return &pionLog{to: l.to, scope: scope}
}

func (l *pionLog) put(level slog.Level, msg string) {
	l.to.Log(context.Background(), level, msg, "scope", "pion/"+l.scope)
}

func (l *pionLog) Trace(string)                  {}
func (l *pionLog) Tracef(string, ...interface{}) {}
func (l *pionLog) Debug(string)                  {}
func (l *pionLog) Debugf(string, ...interface{}) {}
func (l *pionLog) Info(string)                   {}
func (l *pionLog) Infof(string, ...interface{})  {}
func (l *pionLog) Warn(msg string)               { l.put(slog.LevelDebug, msg) }
func (l *pionLog) Warnf(f string, a ...interface{}) {
	l.put(slog.LevelDebug, fmt.Sprintf(f, a...))
}
func (l *pionLog) Error(msg string) { l.put(slog.LevelInfo, msg) }
func (l *pionLog) Errorf(f string, a ...interface{}) {
	l.put(slog.LevelInfo, fmt.Sprintf(f, a...))
}
